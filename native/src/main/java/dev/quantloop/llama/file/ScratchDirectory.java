package dev.quantloop.llama.file;

import dev.quantloop.llama.LlamaException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A temporary directory that goes away with all that is in it. */
public record ScratchDirectory(Path path) implements AutoCloseable {
  /**
   * Makes one among the system's temporary files.
   *
   * @param name what its name begins with
   */
  public static ScratchDirectory create(String name) {
    try {
      return new ScratchDirectory(Files.createTempDirectory(name));
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
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      // The system sweeps its temporary directory.
    }
  }
}
