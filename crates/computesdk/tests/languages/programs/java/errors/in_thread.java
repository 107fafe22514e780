class Main {
    public static void main(String[] args) throws InterruptedException {
        Thread thread = new Thread(() -> { throw new IllegalArgumentException("in a thread"); }, "worker");
        thread.start();
        thread.join();
        System.out.println("the program goes on");
        Thread.setDefaultUncaughtExceptionHandler((where, error) -> {
            System.out.println(where.getName() + " " + error.getMessage());
            Runtime.getRuntime().halt(42);
        });
        Thread other = new Thread(() -> { throw new Error("handled"); }, "other");
        other.start();
        other.join();
    }
}
