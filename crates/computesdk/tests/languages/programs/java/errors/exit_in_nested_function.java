class Main {
    static void inner(int depth) {
        try {
            if (depth == 0) System.exit(255);
            inner(depth - 1);
        } finally {
            System.out.println("never");
        }
    }

    public static void main(String[] args) {
        System.out.println("before");
        inner(3);
    }
}
