class Main {
    static final StringBuilder LOG = new StringBuilder();

    static class Base {
        int field = log("base field");
        { log("base block"); }
        Base() { log("base constructor"); overridden(); }
        void overridden() { log("never"); }
    }

    static class Derived extends Base {
        static { log("static block"); }
        String text = "set";
        Derived() { super(); log("derived constructor " + text); }
        @Override void overridden() { log("overridden sees " + text); }
    }

    static int log(String what) { System.out.println(what); return 1; }

    static int finallyWins() {
        try { return 1; } finally { log("finally"); }
    }

    static class Resource implements AutoCloseable {
        final String name;
        Resource(String name) { this.name = name; log("open " + name); }
        @Override public void close() throws Exception { log("close " + name); throw new Exception("closing " + name); }
    }

    public static void main(String[] args) throws Exception {
        new Derived();
        System.out.println(finallyWins());
        try (Resource one = new Resource("one"); Resource two = new Resource("two")) {
            throw new IllegalStateException("in the middle");
        } catch (IllegalStateException error) {
            System.out.println(error.getSuppressed().length + " " + error.getSuppressed()[0].getMessage());
        }
    }
}
