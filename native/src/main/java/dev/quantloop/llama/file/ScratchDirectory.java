package dev.quantloop.llama.file;

import dev.quantloop.llama.LlamaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A temporary directory that goes away with all that is in it, at the latest with the process. */
public record ScratchDirectory(Path path) implements AutoCloseable {
  /**
   * Makes one among the system's temporary files.
   *
   * @param name what its name begins with
   */
  public static ScratchDirectory create(String name) {
    try {
      ScratchDirectory scratch = new ScratchDirectory(Files.createTempDirectory(name));
      Leftovers.add(scratch.path());
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
    Leftovers.discard(path);
  }
}
