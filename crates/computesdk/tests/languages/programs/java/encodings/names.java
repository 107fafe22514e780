class Main {
    record Größe(int länge, String 值) {}

    static double π() { return 3.14; }

    public static void main(String[] args) {
        var значение = new Größe(1, "日本 🦀");
        System.out.println(значение + " " + π() + " " + "é🦀".length() + " " + "é🦀".codePoints().count());
        System.out.println("\u00e9 \ud83e\udd80 " + "straße".toUpperCase() + " " + new StringBuilder("a🦀b").reverse());
        System.out.println(java.nio.charset.Charset.defaultCharset() + " " + java.util.Arrays.toString("ü".getBytes()));
        System.out.println(new String(new byte[] {(byte) 0xff, 'a'}, java.nio.charset.StandardCharsets.UTF_8).codePointAt(0));
        System.out.println("lone: \ud800.");
        System.err.println("errors: é");
    }
}
