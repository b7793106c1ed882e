import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Packs this project's own sources into one text, the demo's corpus of code. Run by the build as a
 * single-file program; arguments are the project's root and the file to write.
 *
 * <p>The same sources give the same bytes on every machine: files come in the order of their paths
 * below the root, each after a line that names it.
 */
final class PackSources {
  private static final List<String> FOLDERS =
      List.of(
          "native/src/main/java",
          "native/src/test/java",
          "tracker/src/main/java",
          "tracker/src/test/java",
          "app/src/main/java",
          "app/src/test/java",
          "migrations");

  private PackSources() {}

  public static void main(String[] arguments) throws IOException {
    Path root = Path.of(arguments[0]);
    Path target = Path.of(arguments[1]);
    StringBuilder text = new StringBuilder();
    for (String folder : FOLDERS) {
      for (Path file : sources(root.resolve(folder))) {
        append(text, root, file);
      }
    }
    Files.createDirectories(target.getParent());
    Files.writeString(target, text, StandardCharsets.UTF_8);
  }

  private static List<Path> sources(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".java") || file.toString().endsWith(".sql"))
          .sorted(Comparator.comparing(PackSources::slashed))
          .toList();
    }
  }

  private static void append(StringBuilder text, Path root, Path file) throws IOException {
    String content = Files.readString(file, StandardCharsets.UTF_8).replace("\r\n", "\n");
    text.append("// FILE ").append(slashed(root.relativize(file))).append('\n').append(content);
    if (!content.endsWith("\n")) {
      text.append('\n');
    }
  }

  private static String slashed(Path path) {
    return path.toString().replace('\\', '/');
  }
}
