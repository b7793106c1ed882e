package dev.quantloop.llama.file;

import dev.quantloop.llama.LlamaException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A temporary directory that goes away with all that is in it, at the latest with the process. */
public record ScratchDirectory(Path path) implements AutoCloseable {
  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> OPEN.forEach(ScratchDirectory::delete)));
  }

  /**
   * Makes one among the system's temporary files.
   *
   * @param name what its name begins with
   */
  public static ScratchDirectory create(String name) {
    try {
      ScratchDirectory scratch = new ScratchDirectory(Files.createTempDirectory(name));
      OPEN.add(scratch.path());
      return scratch;
    } catch (IOException e) {
      throw new LlamaException(
          "can't write to the temporary directory "
              + System.getProperty("java.io.tmpdir")
              + ": "
              + e.getMessage(),
          e);
    }
  }

  @Override
  public void close() {
    delete(path);
    OPEN.remove(path);
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      // The system sweeps its temporary directory.
    }
  }
}
