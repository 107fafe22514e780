class Main {
    public static void main(String[] args) throws Exception {
        for (String name : new String[] {"TERM", "KILL", "ABRT", "SEGV", "HUP"}) {
            Process child = new ProcessBuilder("sh", "-c", "kill -" + name + " $$").start();
            System.out.println(name + " " + child.waitFor());
        }
        Process sleeping = new ProcessBuilder("sleep", "100").start();
        sleeping.destroyForcibly();
        System.exit(sleeping.waitFor());
    }
}
