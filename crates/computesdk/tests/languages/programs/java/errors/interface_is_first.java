interface Counter { int next(); }

class Main {
    public static void main(String[] args) {
        System.out.println("never: the first class is the one that runs");
    }
}
