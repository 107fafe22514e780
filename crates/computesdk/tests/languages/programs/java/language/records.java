import java.util.List;

record Point(int x, int y) {}

class Main {
    public static void main(String[] args) {
        System.out.println(List.of(new Point(1, 2), new Point(3, 4)));
    }
}
