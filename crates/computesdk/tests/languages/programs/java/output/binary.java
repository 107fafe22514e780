class Main {
    public static void main(String[] args) {
        for (int n = 0; n < 256; n++) System.out.write(n);
        System.out.print("\r\n\u0000 no end");
        System.out.flush();
        System.err.write(new byte[] {(byte) 0xff, 0, (byte) 0xc3}, 0, 3);
    }
}
