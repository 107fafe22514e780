class Main {
    static int down(int depth) {
        if (depth == 0) return new int[] {1, 2}[depth + 5];
        return down(depth - 1);
    }

    static int outer(Object value) {
        return down(12) + ((String) value).length();
    }

    public static void main(String[] args) {
        System.out.println("before");
        outer(args.length == 0 ? 42 : "text");
    }
}
