class Main {
    static <T extends Throwable> void sneak(Throwable error) throws T { throw (T) error; }

    public static void main(String[] args) {
        Main.<RuntimeException>sneak(new Exception("checked, and not declared"));
    }
}
