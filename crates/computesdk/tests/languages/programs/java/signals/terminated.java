class Main {
    public static void main(String[] args) throws Exception {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
        System.out.println("written");
        new ProcessBuilder("sh", "-c", "kill -TERM $PPID").start().waitFor();
        Thread.sleep(10_000);
    }
}
