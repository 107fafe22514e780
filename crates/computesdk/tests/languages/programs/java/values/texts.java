import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

class Main {
    public static void main(String[] args) throws Exception {
        System.out.println("2024-02 2023-11".replaceAll("(?<y>\\d{4})-(\\d\\d)", "$2/${y}"));
        Matcher matcher = Pattern.compile("\\p{L}+").matcher("x1 日本 é");
        while (matcher.find()) System.out.println(matcher.start() + " " + matcher.group());
        String[] words = {"ä", "z", "a", "Z", "10", "9"};
        Arrays.sort(words);
        System.out.println(Arrays.toString(words) + " " + Arrays.toString("a,b,,c,,".split(",")) + " " + "a-b".compareTo("a") + " " + " x ".strip() + "|");
        System.out.println(HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest()) + " " + Base64.getEncoder().encodeToString("ü🦀".getBytes()));
        CRC32 sum = new CRC32();
        sum.update("abc".getBytes());
        System.out.println(sum.getValue() + " " + "Ab".chars().sum() + " " + "abc".indexOf("z") + " " + "a\\tb".translateEscapes().length());
        System.out.println("line\nof\nlines".lines().map(String::toUpperCase).toList() + " " + "x".isBlank() + " " + "abc".contains("bc") + ("a" + "b" == "ab"));
        Pattern.compile("(unclosed");
    }
}
