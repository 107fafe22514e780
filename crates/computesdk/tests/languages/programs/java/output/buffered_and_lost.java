import java.io.PrintWriter;

class Main {
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out);
        out.println("flushed");
        out.flush();
        out.println("lost, as nobody closes the writer");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
        System.exit(3);
    }
}
