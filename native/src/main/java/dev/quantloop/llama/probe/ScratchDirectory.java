package dev.quantloop.llama.probe;

import dev.quantloop.llama.LlamaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A flat temporary directory that goes away with its files. */
record ScratchDirectory(Path path) implements AutoCloseable {
  static ScratchDirectory create() {
    try {
      return new ScratchDirectory(Files.createTempDirectory("quantloop-self-test"));
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
    try (Stream<Path> files = Files.list(path)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(path);
    } catch (IOException e) {
      // A temporary directory: the system sweeps it.
    }
  }
}
