// Waits until there is a program to run. The launcher of source files has run this, so its
// compiler is warm; then it runs the program, as it would have without this.

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

class Standby {
    /** The words of the message that come before the arguments. */
    private static final int ARGUMENTS = 3;

    public static void main(String[] command) throws Throwable {
        remove(Path.of(System.getProperty("computesdk.standby")));
        System.clearProperty("computesdk.standby");
        List<String> words = new ArrayList<>(Arrays.asList(command));
        words.addAll(receive());
        Class<?> launcher = Class.forName("com.sun.tools.javac.launcher.Main");
                try {
            launcher.getMethod("main", String[].class).invoke(null, (Object) words.toArray(new String[0]));
        } catch (InvocationTargetException failed) {
            throw withFramesBelow(failed.getCause());
        }
    }

    /** Each launcher takes away the frames that are its own and below; so there have to be some. */
    private static Throwable withFramesBelow(Throwable thrown) {
        StackTraceElement[] frames = thrown.getStackTrace(), here = new Throwable().getStackTrace();
        int own = 2;
        StackTraceElement[] all = Arrays.copyOf(frames, frames.length + here.length - own);
        System.arraycopy(here, own, all, frames.length, here.length - own);
        thrown.setStackTrace(all);
        return thrown;
    }

    private static void remove(Path directory) throws Exception {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) Files.delete(file);
        }
        Files.delete(directory);
    }

    /** Four bytes of length, then words, each but the last ended by NUL. */
    private static List<String> receive() throws Exception {
        // System.in would read more than that, and the program would miss it.
        var in = new DataInputStream(new FileInputStream(FileDescriptor.in));
        byte[] message;
        try {
            message = new byte[in.readInt()];
        } catch (EOFException nobody) {
            System.exit(0);
            return List.of();
        }
        in.readFully(message);
        String encoding = System.getProperty("sun.jnu.encoding");
        String[] words = new String(message, Charset.forName(encoding)).split("\0", -1);
        return Arrays.asList(words).subList(ARGUMENTS, words.length);
    }
}
