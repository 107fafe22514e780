import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.FileDescriptor;
import java.io.IOException;

class Main {
    public static void main(String[] args) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int n = 0; n < 8192; n++) block.write("%07d\n".formatted(n).getBytes());
        try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
            for (int count = 0; count < 1024; count++) block.writeTo(out);
        }
    }
}
