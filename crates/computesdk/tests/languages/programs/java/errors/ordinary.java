import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

class Main {
    static void attempt(Callable<?> work) {
        try {
            System.out.println(work.call());
        } catch (Throwable error) {
            System.out.println(error);
        }
    }

    public static void main(String[] args) {
        String nothing = args.length == 0 ? null : "x";
        attempt(() -> 1 / args.length);
        attempt(() -> 1.0 / 0);
        attempt(() -> new int[2][5 - args.length].length);
        attempt(() -> new int[1][0][7].length);
        attempt(() -> nothing.length());
        attempt(() -> "abc".substring(5));
        attempt(() -> List.of(1).get(3));
        attempt(() -> List.of(1).remove(0));
        attempt(() -> Integer.parseInt("x1"));
        attempt(() -> Math.addExact(Integer.MAX_VALUE, 1));
        attempt(() -> Integer.MAX_VALUE + 1);
        attempt(() -> (Integer) (Object) "text");
        attempt(() -> new int[-1]);
        attempt(() -> Optional.empty().orElseThrow());
        attempt(() -> Files.readString(Path.of("/no/such/file")));
        attempt(() -> Class.forName("no.such.Name"));
        attempt(() -> Enum.valueOf(Thread.State.class, "GONE"));
        attempt(() -> { Object[] texts = new String[1]; texts[0] = 1; return texts; });
        attempt(() -> { List<Integer> list = new ArrayList<>(List.of(1, 2, 3)); for (int n : list) list.remove(0); return list; });
        attempt(() -> { assert args.length > 5 : "assertions are off"; return "no assertion"; });
    }
}
