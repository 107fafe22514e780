import java.util.Locale;
import java.util.TimeZone;

class Main {
    public static void main(String[] args) {
        System.out.println((System.getenv("HOME") != null) + " " + (System.getenv("PATH") != null) + " " + System.getenv("NO_SUCH") + " " + System.getenv("LANG"));
        System.out.println(System.getenv("JAVA_TOOL_OPTIONS") + " " + System.getProperty("os.name") + " " + System.getProperty("file.separator"));
        System.out.println(Locale.getDefault() + "|" + System.getProperty("file.encoding") + "|" + System.getProperty("sun.jnu.encoding"));
        System.out.println(Main.class.getName() + " " + Thread.currentThread().getName() + " " + Main.class.getPackageName().isEmpty());
        System.out.println(System.getProperty("no.such", "default") + " " + TimeZone.getTimeZone("Asia/Tokyo").getRawOffset());
    }
}
