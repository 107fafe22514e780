import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class Main {
    enum Kind { FRUIT, ROOT { @Override String tell() { return "below"; } }; String tell() { return name().toLowerCase(); } }

    record Item(String name, Kind kind, int price) {
        Item {
            if (price < 0) throw new IllegalArgumentException("price " + price);
        }
        static Item free(String name) { return new Item(name, Kind.FRUIT, 0); }
    }

    public static void main(String[] args) {
        List<Item> items = List.of(new Item("pear", Kind.FRUIT, 3), new Item("beet", Kind.ROOT, 2), Item.free("apple"));
        System.out.println(items.stream().sorted(Comparator.comparing(Item::kind).thenComparing(Item::name)).map(Item::name).toList());
        Map<Kind, Integer> sums = items.stream().collect(Collectors.groupingBy(Item::kind, TreeMap::new, Collectors.summingInt(Item::price)));
        System.out.println(sums + " " + Kind.ROOT.tell() + " " + Kind.valueOf("FRUIT").tell());
        System.out.println(IntStream.rangeClosed(1, 5).boxed().collect(Collectors.partitioningBy(n -> n % 2 == 0)));
        System.out.println(Stream.iterate(1, n -> n * 2).limit(8).map(String::valueOf).collect(Collectors.joining(",", "[", "]")) + " " + IntStream.of(3, 1, 2).summaryStatistics());
        new Item("bad", Kind.ROOT, -1);
    }
}
