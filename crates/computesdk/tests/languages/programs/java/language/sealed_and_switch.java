class Main {
    sealed interface Shape permits Circle, Square {}
    record Circle(double radius) implements Shape {}
    record Square(double side) implements Shape {}

    static String tell(Object value) {
        if (value instanceof Circle circle && circle.radius() > 1) return "large circle " + circle;
        if (value instanceof Square square) return "square " + square.side();
        return switch (String.valueOf(value)) {
            case "a", "b" -> "letter";
            case "null" -> { String text = "nothing"; yield text; }
            default -> "other";
        };
    }

    public static void main(String[] args) {
        for (Object value : new Object[] {new Circle(2), new Square(1), "a", null, 42}) System.out.println(tell(value));
        outer:
        for (int x = 0; ; x++) {
            for (int y = 0; y < 3; y++) {
                if (x * y == 2) { System.out.println(x + " " + y); break outer; }
            }
        }
        int day = 2;
        switch (day) {
            case 2: System.out.println("falls");
            case 3: System.out.println("through"); break;
            default: System.out.println("never");
        }
        System.out.println(new Circle(1).equals(new Circle(1)) + " " + new Circle(1).hashCode());
    }
}
