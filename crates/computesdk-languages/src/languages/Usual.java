// What programs use most, so that the classes which compile it and run it are in the archive.

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class Usual {
    interface Shape {
        double area();
    }

    static final class Square implements Shape {
        private final double side;

        Square(double side) {
            this.side = side;
        }

        @Override
        public double area() {
            return side * side;
        }
    }

    enum Colour {
        RED,
        GREEN
    }

    public static void main(String[] args) throws Exception {
        List<Shape> shapes = new ArrayList<>();
        for (int side = 1; side <= 3; side++) shapes.add(new Square(side));
        Map<String, Integer> counts = new HashMap<>();
        for (String word : "a b a".split(" ")) counts.merge(word, 1, Integer::sum);
        Function<Integer, String> show = number -> "number " + number;
        String all = IntStream.range(0, 3).boxed().map(show).collect(Collectors.joining(", "));
        System.out.println(all + " " + counts + " " + Colour.valueOf("RED"));
        System.out.printf("%.2f %s%n", shapes.get(0).area(), shapes.size());
        try (Scanner scanner = new Scanner(System.in)) {
            if (scanner.hasNextLine()) throw new IllegalStateException(scanner.nextLine());
        } catch (IllegalStateException unexpected) {
            System.err.println(unexpected.getMessage());
        }
        Thread thread = new Thread(() -> System.out.println(Thread.currentThread().getName()));
        thread.start();
        thread.join();
    }
}
