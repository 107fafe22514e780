import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;

class Main {
    @Retention(RetentionPolicy.RUNTIME) @interface Tagged { String value() default "none"; int[] numbers() default {1, 2}; }

    @Tagged("ü") static class Target {
        private final int hidden = 7;
        @Deprecated public void fail(String why) { throw new IllegalStateException(why); }
    }

    public static void main(String[] args) throws Exception {
        Tagged tag = Target.class.getAnnotation(Tagged.class);
        System.out.println(tag.value() + " " + Arrays.toString(tag.numbers()) + " " + Target.class.getName());
        var field = Target.class.getDeclaredField("hidden");
        field.setAccessible(true);
        System.out.println(field.getInt(new Target()) + " " + Target.class.getMethod("fail", String.class));
        Comparable<?> proxy = (Comparable<?>) Proxy.newProxyInstance(Main.class.getClassLoader(), new Class<?>[] {Comparable.class}, (self, method, given) -> method.getName().length());
        System.out.println(proxy.compareTo(null));
        try {
            Target.class.getMethod("fail", String.class).invoke(new Target(), "inside");
        } catch (InvocationTargetException error) {
            System.out.println(error.getCause().getMessage());
        }
    }
}
