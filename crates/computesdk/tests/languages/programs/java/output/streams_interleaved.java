class Main {
    public static void main(String[] args) {
        for (int n = 0; n < 200; n++) {
            System.out.println("out " + n);
            System.err.println("err " + n);
        }
        System.out.print("no end");
        System.err.print("nor here");
    }
}
