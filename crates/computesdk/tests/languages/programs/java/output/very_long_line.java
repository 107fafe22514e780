class Main {
    public static void main(String[] args) {
        System.out.print("é".repeat(3_000_000));
        System.out.print("y".repeat(1_000_000));
    }
}
