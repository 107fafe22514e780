import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

class Main {
    public static void main(String[] args) throws Exception {
        byte[] data = System.in.readAllBytes();
        System.out.println(data.length + " " + Arrays.toString(data));
        System.out.println(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(data)));
        System.out.println(new String(data).length());
        System.out.write(data);
        System.out.flush();
    }
}
