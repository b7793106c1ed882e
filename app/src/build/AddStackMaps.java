import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * Rewrites the classes of a jar in the format of Java 8, with stack maps; the code stays the same.
 * Run by the build as a single-file program with ASM on its class path; arguments are the jar to
 * read and the jar to write.
 *
 * <p>Why: picocli's classes are in the format of Java 5. The JVM verifies those with its old, slow
 * verifier at each start and can't keep them in an archive of parsed classes, which costs a third
 * of the start-up time.
 */
final class AddStackMaps {
  private static final FileTime FIXED_TIME = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

  private AddStackMaps() {}

  public static void main(String[] arguments) throws IOException {
    Path source = Path.of(arguments[0]);
    Path target = Path.of(arguments[1]);
    Files.createDirectories(target.getParent());
    URL[] classPath = {source.toUri().toURL()};
    try (JarFile jar = new JarFile(source.toFile());
        URLClassLoader loader = new URLClassLoader(classPath);
        OutputStream file = Files.newOutputStream(target);
        ZipOutputStream out = new ZipOutputStream(file)) {
      writeManifest(jar.getManifest(), out);
      for (ZipEntry entry : files(jar)) {
        begin(out, entry.getName());
        out.write(rewritten(entry.getName(), contents(jar, entry), loader));
      }
    }
  }

  private static List<? extends ZipEntry> files(JarFile jar) {
    return jar.stream()
        .filter(entry -> !entry.isDirectory() && !entry.getName().equals(JarFile.MANIFEST_NAME))
        .sorted(Comparator.comparing(ZipEntry::getName))
        .toList();
  }

  private static void writeManifest(Manifest manifest, ZipOutputStream out) throws IOException {
    Attributes main = manifest.getMainAttributes();
    main.putValue(
        "Modification", "class files rewritten with stack maps by the build of Quantloop");
    begin(out, JarFile.MANIFEST_NAME);
    manifest.write(out);
  }

  private static void begin(ZipOutputStream out, String name) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setLastModifiedTime(FIXED_TIME);
    out.putNextEntry(entry);
  }

  private static byte[] contents(JarFile jar, ZipEntry entry) throws IOException {
    try (InputStream in = jar.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }

  private static byte[] rewritten(String name, byte[] content, ClassLoader loader) {
    boolean isClass = name.endsWith(".class") && !name.startsWith("META-INF/");
    if (!isClass || new ClassReader(content).readShort(6) >= Opcodes.V1_8) {
      return content;
    }
    // Made without the reader: else methods that did not change are copied, without stack maps.
    ClassWriter writer =
        new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
          @Override
          protected ClassLoader getClassLoader() {
            return loader;
          }
        };
    new ClassReader(content).accept(new RaiseVersion(writer), ClassReader.SKIP_FRAMES);
    return writer.toByteArray();
  }

  private static final class RaiseVersion extends ClassVisitor {
    RaiseVersion(ClassVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public void visit(
        int version,
        int access,
        String name,
        String signature,
        String superName,
        String[] interfaces) {
      super.visit(Opcodes.V1_8, access, name, signature, superName, interfaces);
    }
  }
}
