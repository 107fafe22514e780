import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

class Main {
    public static void main(String[] args) throws IOException {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        int count = 0;
        for (String line; (line = input.readLine()) != null; count++) System.out.println(count + " <" + line + "> " + line.length());
        System.out.println(System.in.read());
    }
}
