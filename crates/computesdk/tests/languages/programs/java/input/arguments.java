import java.util.Arrays;
import java.util.Scanner;

class Main {
    public static void main(String[] args) {
        System.out.println(Arrays.toString(args));
        Scanner input = new Scanner(System.in);
        while (input.hasNextLine()) System.out.println(input.nextLine());
        System.exit(6);
    }
}
