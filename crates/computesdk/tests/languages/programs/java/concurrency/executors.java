import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

class Main {
    static int counted;

    static synchronized void count() { counted++; }

    public static void main(String[] args) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        List<Callable<Integer>> works = List.of(() -> 1, () -> 2 * 2, () -> { throw new IllegalStateException("third"); });
        for (Future<Integer> future : pool.invokeAll(works)) {
            try {
                System.out.println(future.get());
            } catch (ExecutionException error) {
                System.out.println(error.getMessage());
            }
        }
        AtomicInteger sum = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(8);
        for (int n = 0; n < 8; n++) {
            int own = n;
            pool.submit(() -> { sum.addAndGet(own); for (int m = 0; m < 1000; m++) count(); done.countDown(); });
        }
        done.await();
        System.out.println(sum + " " + counted);
        System.out.println(CompletableFuture.supplyAsync(() -> 6, pool).thenCombine(CompletableFuture.completedFuture(7), (a, b) -> a * b).get());
        var map = new ConcurrentHashMap<Integer, Integer>();
        IntStream.range(0, 1000).parallel().forEach(n -> map.merge(n % 3, 1, Integer::sum));
        System.out.println(map);
        pool.shutdown();
    }
}
