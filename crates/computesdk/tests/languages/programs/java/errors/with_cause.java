import java.io.IOException;
import java.io.UncheckedIOException;

class Main {
    static class Trouble extends Exception {
        Trouble(String message, Throwable cause) { super(message, cause); }
    }

    static void inner() {
        throw new UncheckedIOException(new IOException("the disk ✗"));
    }

    public static void main(String[] args) throws Trouble {
        try {
            inner();
        } catch (RuntimeException error) {
            Trouble trouble = new Trouble("outer", error);
            trouble.addSuppressed(new IllegalStateException("suppressed"));
            throw trouble;
        } finally {
            System.out.println("finally");
        }
    }
}
