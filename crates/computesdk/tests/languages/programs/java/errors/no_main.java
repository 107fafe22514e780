class Main {
    static void other() {}
}
