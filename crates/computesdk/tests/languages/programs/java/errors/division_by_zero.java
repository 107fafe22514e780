class Main {
    static int inner(int value) { return 1 / value; }

    public static void main(String[] args) {
        System.out.println(inner(0));
    }
}
