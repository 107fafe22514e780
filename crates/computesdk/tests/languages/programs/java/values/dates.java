import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

class Main {
    public static void main(String[] args) {
        Instant instant = Instant.ofEpochSecond(1_709_210_096, 789_000_000);
        System.out.println(instant + " " + instant.atZone(ZoneId.of("Asia/Tokyo")) + " " + instant.atOffset(ZoneOffset.ofHoursMinutes(5, 30)));
        System.out.println(DateTimeFormatter.ofPattern("EEEE d MMMM uuuu HH:mm:ss", Locale.GERMANY).format(instant.atZone(ZoneOffset.UTC)));
        LocalDate leap = LocalDate.of(2024, 2, 29);
        System.out.println(leap.plusYears(1) + " " + leap.getDayOfWeek() + " " + Period.between(leap, LocalDate.of(2025, 4, 1)) + " " + ChronoUnit.DAYS.between(LocalDate.EPOCH, leap));
        System.out.println(Duration.ofSeconds(3_661).plusMillis(5) + " " + Instant.parse("1969-07-20T20:17:40Z").getEpochSecond());
        try {
            LocalDate.of(2023, 2, 29);
        } catch (DateTimeException error) {
            System.out.println(error.getMessage());
        }
    }
}
