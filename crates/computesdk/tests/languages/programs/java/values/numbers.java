import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Random;

class Main {
    public static void main(String[] args) {
        System.out.println((0.1 + 0.2) + " " + 1e21 + " " + 1e7 + " " + 1e-4 + " " + 0.1f + " " + -0.0 + " " + 0.0 / 0 + " " + 100.0 + " " + 1.0 / 3);
        System.out.println((Integer.MAX_VALUE + 1) + " " + Long.MIN_VALUE + " " + (byte) 300 + " " + (int) 3.99 + " " + (int) Double.NaN + " " + (char) 233);
        System.out.println(-7 / 2 + " " + -7 % 3 + " " + Math.floorMod(-7, 3) + " " + (1 << 33) + " " + (-1 >>> 28) + " " + (0x1f ^ 010));
        System.out.println(BigInteger.TWO.pow(200) + " " + BigInteger.valueOf(3).modPow(BigInteger.valueOf(1_000_000), BigInteger.valueOf(1_000_000_007)));
        System.out.println(new BigDecimal("0.1").add(new BigDecimal("0.20")) + " " + BigDecimal.ONE.divide(BigDecimal.valueOf(3), 10, RoundingMode.HALF_UP));
        System.out.println(Math.round(2.5) + " " + Math.round(-2.5) + " " + Math.rint(2.5) + " " + Integer.toBinaryString(42) + " " + Long.parseLong("-zz", 36));
        Random random = new Random(42);
        System.out.println(random.nextInt(100) + " " + random.nextDouble() + " " + "hash".hashCode() + " " + Double.hashCode(1.5) + " " + (0.1 == 0.1f));
        Integer small = 127, same = 127;
        System.out.println((small == same) + " " + Integer.valueOf(1000).equals(1000) + " " + Double.compare(0.0, -0.0) + " " + Double.MIN_VALUE);
    }
}
