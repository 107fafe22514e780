import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

class Main {
    static class Stack<T extends Comparable<T>> implements Iterable<T> {
        private final List<T> items = new ArrayList<>();
        @SafeVarargs final Stack<T> push(T... more) { items.addAll(List.of(more)); return this; }
        T max() { return items.stream().max(T::compareTo).orElseThrow(); }
        public Iterator<T> iterator() { return items.iterator(); }
    }

    interface Greeter { String name(); default String greet() { return "hello " + name(); } }

    static <A, B, C> Function<A, C> then(Function<A, B> first, Function<? super B, ? extends C> second) { return a -> second.apply(first.apply(a)); }

    static int total(List<? extends Number> numbers) { int sum = 0; for (Number n : numbers) sum += n.intValue(); return sum; }

    public static void main(String[] args) {
        Stack<String> stack = new Stack<String>().push("b", "c", "a");
        for (String item : stack) System.out.print(item + " ");
        System.out.println(stack.max() + " " + then((String text) -> text.length(), n -> n * 2).apply("four"));
        int[] count = {0};
        IntSupplier next = () -> ++count[0];
        System.out.println(next.getAsInt() + next.getAsInt() + " " + total(List.of(1, 2.9)));
        Greeter greeter = () -> "ü";
        BiFunction<Integer, Integer, Integer> add = Math::addExact;
        Supplier<List<String>> maker = ArrayList::new;
        System.out.println(greeter.greet() + " " + add.andThen(n -> -n).apply(1, 2) + " " + maker.get());
        Runnable anonymous = new Runnable() { int runs; @Override public void run() { System.out.println("run " + ++runs + " " + getClass().getName()); } };
        anonymous.run();
        anonymous.run();
    }
}
