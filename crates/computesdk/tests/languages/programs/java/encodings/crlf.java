class Main {
    public static void main(String[] args) {
        System.out.println("""
            a
            b""".length());
        throw new RuntimeException("at line 6");
    }
}
