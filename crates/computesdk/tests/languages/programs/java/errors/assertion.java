class Main {
    static { Main.class.getClassLoader().setDefaultAssertionStatus(true); }

    static class Checked {
        static void check(int value) { assert value == 4 : value + " is not 4 ✗"; }
    }

    public static void main(String[] args) {
        System.out.println("before");
        Checked.check(3);
    }
}
