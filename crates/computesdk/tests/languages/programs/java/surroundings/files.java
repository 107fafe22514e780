import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

class Main {
    public static void main(String[] args) throws IOException {
        Path here = Files.createDirectories(Path.of("files of mine"));
        Path file = here.resolve("ü.txt");
        Files.writeString(file, "a\n");
        Files.write(file, new byte[] {(byte) 0xff}, StandardOpenOption.APPEND);
        System.out.println(Arrays.toString(Files.readAllBytes(file)) + " " + Files.size(file));
        Files.createSymbolicLink(here.resolve("link"), Path.of("ü.txt"));
        try (var names = Files.list(here)) {
            System.out.println(names.map(Path::getFileName).sorted().toList());
        }
        Files.delete(here.resolve("link"));
        Files.delete(file);
        Files.delete(here);
        Path temporary = Files.createTempFile("x", ".txt");
        System.out.println(Files.exists(temporary) + " " + Files.deleteIfExists(temporary));
        System.out.println(Path.of("").toAbsolutePath().toString().equals(System.getProperty("user.dir")));
        throw new NoSuchFileException("of my own");
    }
}
