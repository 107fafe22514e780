class Main {
    public static void main(String[] args) {
        for (String argument : args) System.out.println(argument.length() + " <" + argument + "> " + argument.codePointCount(0, argument.length()));
    }
}
