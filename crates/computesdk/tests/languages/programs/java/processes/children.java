import java.io.IOException;
import java.nio.file.Path;

class Main {
    public static void main(String[] args) throws Exception {
        Process cat = new ProcessBuilder("cat").start();
        cat.getOutputStream().write("through ü\n".getBytes());
        cat.getOutputStream().close();
        System.out.print(new String(cat.getInputStream().readAllBytes()));
        int code = new ProcessBuilder("sh", "-c", "echo out; echo err >&2; exit 42").inheritIO().start().waitFor();
        ProcessBuilder own = new ProcessBuilder("sh", "-c", "echo \"$MINE\"; pwd").directory(Path.of("/").toFile());
        own.environment().put("MINE", "va lue ü");
        System.out.print(new String(own.start().getInputStream().readAllBytes()));
        try {
            new ProcessBuilder("no-such-program").start();
        } catch (IOException error) {
            System.out.println(error.getMessage());
        }
        System.out.println(ProcessHandle.current().isAlive());
        System.exit(code);
    }
}
