class Main {
    public static void main(String[] args) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("never by halt")));
        Runtime.getRuntime().halt(256 + 42);
    }
}
