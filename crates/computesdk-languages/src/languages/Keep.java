// Makes an archive of what the launcher of source files would compile and run: it compiles as
// that does. Ends with a failure where running the archive would be something else.

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import java.io.File;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

class Keep {
    private static final List<String> OPTIONS =
        List.of("-proc:none", "-Xdiags:verbose", "-Xlint:deprecation", "-Xlint:unchecked", "-Xlint:-options");

    /** The source, and the archive. */
    public static void main(String[] paths) throws Exception {
        Path classes = Files.createTempDirectory("classes");
        String main = compile(new File(paths[0]), classes);
        if (main == null || !hasMain(main, classes)) System.exit(1);
        archive(main, classes, Path.of(paths[1]));
    }

    /** The name of its first class. None where the compiler has something to say: it says so each time. */
    private static String compile(File source, Path classes) throws Exception {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var said = new DiagnosticCollector<JavaFileObject>();
        try (var files = compiler.getStandardFileManager(said, null, null)) {
            files.setLocation(StandardLocation.CLASS_OUTPUT, List.of(classes.toFile()));
            files.setLocation(StandardLocation.CLASS_PATH, List.of());
            var task = (JavacTask) compiler.getTask(null, files, said, OPTIONS, null, files.getJavaFileObjects(source));
            String first = null;
            for (CompilationUnitTree unit : task.parse()) first = firstClass(unit);
            task.generate();
            return said.getDiagnostics().isEmpty() ? first : null;
        }
    }

    private static String firstClass(CompilationUnitTree unit) {
        for (Tree type : unit.getTypeDecls()) {
            if (!(type instanceof ClassTree)) continue;
            String name = ((ClassTree) type).getSimpleName().toString();
            return unit.getPackageName() == null ? name : unit.getPackageName() + "." + name;
        }
        return null;
    }

    private static boolean hasMain(String name, Path classes) throws Exception {
        try (var loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            Method main = Class.forName(name, false, loader).getDeclaredMethod("main", String[].class);
            int all = Modifier.PUBLIC | Modifier.STATIC;
            return (main.getModifiers() & all) == all && main.getReturnType() == void.class;
        } catch (ReflectiveOperationException | LinkageError none) {
            return false;
        }
    }

    private static void archive(String main, Path classes, Path archive) throws Exception {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, main);
        try (var out = new JarOutputStream(Files.newOutputStream(archive), manifest);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
    }
}
