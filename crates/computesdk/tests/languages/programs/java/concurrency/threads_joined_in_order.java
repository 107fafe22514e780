class Main {
    public static void main(String[] args) throws InterruptedException {
        Thread[] threads = new Thread[4];
        StringBuffer[] texts = new StringBuffer[4];
        for (int n = 0; n < 4; n++) {
            int own = n;
            texts[n] = new StringBuffer();
            threads[n] = new Thread(() -> { for (int m = 0; m < 3; m++) texts[own].append(own).append(m).append(' '); });
            threads[n].start();
        }
        for (int n = 0; n < 4; n++) {
            threads[n].join();
            System.out.println(texts[n]);
        }
        Object lock = new Object();
        Thread waiting = new Thread(() -> {
            try {
                synchronized (lock) { lock.wait(); }
            } catch (InterruptedException error) {
                System.out.println("interrupted " + Thread.currentThread().isInterrupted());
            }
        });
        waiting.start();
        waiting.interrupt();
        waiting.join();
        Thread daemon = new Thread(() -> { while (true) Thread.onSpinWait(); });
        daemon.setDaemon(true);
        daemon.start();
    }
}
