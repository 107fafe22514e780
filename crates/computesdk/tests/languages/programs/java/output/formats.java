import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

class Main {
    public static void main(String[] args) {
        System.out.printf(Locale.ROOT, "%5d|%-5d|%05d|%x|%o|%c|%.2f|%e|%,d|%b|%%|%s|%S%n", 42, 42, 42, 255, 8, 'é', 3.14159, 12345.678, 1234567, true, null, "ü");
        System.out.println(List.of(1, 2) + " " + new TreeMap<>(Map.of("b", 2, "a", 1)) + " " + Arrays.deepToString(new int[][] {{1}, {2, 3}}));
        System.out.println("""
            text "block" \
            joined
              indented\tü
            """.stripTrailing());
        System.out.println('a' + 1 + "" + 'a' + 1 + null + 1.0f + (char) 98);
        System.out.println(String.join(",", "a", "b") + " " + "%s".formatted(1L) + " " + String.format("%2$s %1$s", "x", "y"));
    }
}
