class Main {
    static class Broken {
        static final int VALUE = Integer.parseInt("x");
    }

    public static void main(String[] args) {
        try {
            System.out.println(Broken.VALUE);
        } catch (ExceptionInInitializerError error) {
            System.out.println(error.getCause());
        }
        System.out.println(Broken.VALUE);
    }
}
