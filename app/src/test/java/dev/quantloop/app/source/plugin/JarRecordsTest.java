package dev.quantloop.app.source.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.UserException;
import dev.quantloop.app.source.RecordReader;
import dev.quantloop.app.source.Sampling;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class JarRecordsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir private Path directory;

  @Test
  void theExampleGivesWhatIsAskedOf() throws Exception {
    install(
        "poems", "example.PoemPlugin", Files.readString(Path.of("docs/examples/PoemPlugin.java")));
    Path german = Files.createDirectories(directory.resolve("my poems/de"));
    for (String title : List.of("a", "b", "c", "d")) {
      Files.writeString(german.resolve(title), "Gedicht " + title);
    }

    try (RecordReader records =
        open(
            "poems 'directory=%s/my poems'".formatted(directory),
            new Sampling("de", OptionalLong.of(2), 1))) {
      assertEquals(
          Map.of("text", "Gedicht b", "title", "b"), records.next().orElseThrow().fields());
      assertEquals("the plugin poems: record 2", records.next().orElseThrow().name());
      assertTrue(records.next().isEmpty());
    }
    assertEquals(
        "the plugin poems failed: NoSuchFileException: %s/none/de".formatted(directory),
        failure("poems directory=%s/none".formatted(directory)));
  }

  @Test
  void aPluginThatThrowsHangsOrGivesNothingIsNamed() throws Exception {
    install("bad", "Bad", plugin("Bad", "throw new IllegalStateException(\"no\\nluck\");"));
    install("hangs", "Hangs", plugin("Hangs", "Thread.sleep(100_000); return null;"));
    install("none", "Null", plugin("Null", "return null;"));
    install("old", "Old", plugin("Old", "throw new NoSuchMethodError();"));

    assertEquals("the plugin Bad failed: IllegalStateException: no luck", failure("Bad"));
    assertEquals(
        "the plugin Hangs has given nothing for 0 s, so it was ended; timeout=SECONDS gives it longer",
        failure("Hangs", Duration.ofMillis(300)));
    assertTrue(failure("Null").startsWith("the plugin Null failed: NullPointerException"));
    assertEquals("the plugin Old failed: NoSuchMethodError", failure("Old"));
  }

  @Test
  void aPluginThatIsNotThereIsListedAgainstThoseThatAre() throws Exception {
    assertEquals("no plugin poems in %s; there are none".formatted(directory), refusal("poems"));
    install("one", "One", plugin("One", "return null;"));
    install("two", "Two", plugin("Two", "return null;"));
    assertEquals(
        "no plugin poems in %s; there are: One, Two".formatted(directory), refusal("poems"));
    assertEquals("options of a plugin are written KEY=VALUE; this is not: x", refusal("One x"));

    Files.copy(directory.resolve("one.jar"), directory.resolve("copy.jar"));
    install("again", "Again", plugin("Again", "return null;").replace("\"Again\"", "\"Two\""));
    assertEquals(
        "two plugins in %s are called Two; remove one".formatted(directory), refusal("One"));
  }

  @Test
  void aJarThatHoldsNoPluginIsNamed() throws Exception {
    try (OutputStream file = Files.newOutputStream(directory.resolve("empty.jar"));
        ZipOutputStream jar = new ZipOutputStream(file)) {
      entry(
          jar,
          "META-INF/services/dev.quantloop.plugin.SourcePlugin",
          "missing.Plugin".getBytes(StandardCharsets.UTF_8));
    }

    assertTrue(refusal("x").contains("can't be loaded"), refusal("x"));
    assertTrue(refusal("x").contains("missing.Plugin"), refusal("x"));
  }

  private RecordReader open(String words, Sampling sampling) {
    return open(words, sampling, PATIENCE);
  }

  private RecordReader open(String words, Sampling sampling, Duration patience) {
    return new Plugins(directory, line -> {}).plugin(words, sampling, patience);
  }

  private String refusal(String words) {
    return assertThrows(UserException.class, () -> open(words, Sampling.ALL)).getMessage();
  }

  private String failure(String words) throws IOException {
    return failure(words, PATIENCE);
  }

  private String failure(String words, Duration patience) throws IOException {
    Sampling german = new Sampling("de", OptionalLong.empty(), 0);
    try (RecordReader records = open(words, german, patience)) {
      return assertThrows(UserException.class, records::next).getMessage();
    }
  }

  private static String plugin(String name, String body) {
    return """
        import java.util.Map;
        import java.util.stream.Stream;

        public class %1$s implements dev.quantloop.plugin.SourcePlugin {
          public String name() {
            return "%1$s";
          }

          public Stream<Map<String, Object>> documents(
              String language, long samples, long skip, Map<String, String> options) throws Exception {
            %2$s
          }
        }
        """
        .formatted(name, body);
  }

  private void install(String jarName, String className, String source) throws IOException {
    Path work = Files.createDirectories(directory.resolve("build"));
    String simple = className.substring(className.lastIndexOf('.') + 1);
    Path file = Files.writeString(work.resolve(simple + ".java"), source);
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                System.getProperty("java.class.path"),
                "-proc:none",
                "-d",
                work.toString(),
                file.toString());
    assertEquals(0, status);
    String classFile = className.replace('.', '/') + ".class";
    try (OutputStream out = Files.newOutputStream(directory.resolve(jarName + ".jar"));
        ZipOutputStream jar = new ZipOutputStream(out)) {
      entry(
          jar,
          "META-INF/services/dev.quantloop.plugin.SourcePlugin",
          className.getBytes(StandardCharsets.UTF_8));
      entry(jar, classFile, Files.readAllBytes(work.resolve(classFile)));
    }
  }

  private static void entry(ZipOutputStream jar, String name, byte[] bytes) throws IOException {
    jar.putNextEntry(new ZipEntry(name));
    jar.write(bytes);
    jar.closeEntry();
  }
}
