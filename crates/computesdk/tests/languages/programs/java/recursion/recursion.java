class Main {
    static int down(int depth) { return depth == 0 ? 0 : 1 + down(depth - 1); }

    public static void main(String[] args) throws InterruptedException {
        System.out.println(down(2_000));
        Thread thread = new Thread(null, () -> System.out.println(down(200_000)), "deep", 256L << 20);
        thread.start();
        thread.join();
        try {
            down(-1);
        } catch (StackOverflowError error) {
            System.out.println(error);
        }
    }
}
