class Main {
    static int down(int depth) { return 1 + down(depth + 1); }

    public static void main(String[] args) {
        down(0);
    }
}
