import java.util.InputMismatchException;
import java.util.Locale;
import java.util.Scanner;

class Main {
    public static void main(String[] args) {
        Scanner input = new Scanner(System.in).useLocale(Locale.ROOT);
        System.out.println(input.nextInt() + input.nextDouble() + input.next());
        input.nextLine();
        System.out.println(input.nextLine());
        System.out.println(input.hasNextInt() + " " + input.findInLine("(\\w+)=(\\w+)"));
        try {
            input.nextBoolean();
        } catch (InputMismatchException error) {
            System.out.println(error);
        }
        System.exit(input.nextInt(16));
    }
}
