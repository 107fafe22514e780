class First {
    public static void main(String[] args) {
        System.out.println(new Object() { int answer = 42; }.answer + " " + Second.class.getSimpleName());
        int line = StackWalker.getInstance().walk(frames -> frames.findFirst().get().getLineNumber());
        System.out.println(line);
    }
}

class Second {
    public static void main(String[] args) { System.out.println("never"); }
}
