class Main {
    static int value = 1;
    int[] list[] = {{1}, {2, 3}};
    static strictfp double old() { return 0.5; }
    static int overloaded(long x) { return 1; }
    static int overloaded(Integer x) { return 2; }
    static int overloaded(Object... x) { return 3; }

    public static void main(String args[]) throws CloneNotSupportedException {
        int i = 0;
        i = i++ + ++i;
        short small = 1;
        small += 1.7;
        char letter = 'a';
        letter++;
        System.out.println(i + " " + small + " " + letter + " " + (true ? 1 : 2.0) + " " + (char) ('a' + 2));
        System.out.println(overloaded(1) + " " + overloaded("x") + " " + new Main().list[1].clone().length + " " + old());
        Main none = null;
        System.out.println(none.value); // a static member needs no object
        http://an.address.is.a.label
        for (;;) break;
        System.out.println("\u0041" + 'A' + 1 + 0b101 + 1_0 + 07);
        \u0053ystem.out.println("escaped");
    }
}
