/* The first class of a file is the one that runs. */
import java.util.concurrent.atomic.AtomicInteger;

public class First {
    public static void main(String... args) {
        Counter counter = new AtomicInteger(41)::incrementAndGet;
        Second.main(null);
        System.exit(counter.next());
    }
}

class Second {
    public static void main(String[] args) { System.out.println("second, called by the first " + args); }
}

interface Counter { int next(); }
