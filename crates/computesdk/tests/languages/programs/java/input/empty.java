import java.util.NoSuchElementException;
import java.util.Scanner;

class Main {
    public static void main(String[] args) {
        System.out.println(args.length + " " + System.console());
        Scanner input = new Scanner(System.in);
        System.out.println(input.hasNext());
        try {
            input.nextLine();
        } catch (NoSuchElementException error) {
            System.out.println(error.getMessage());
        }
        input.nextInt();
    }
}
