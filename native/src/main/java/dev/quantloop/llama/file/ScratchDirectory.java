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
  private static final Set<Path> DELETED_AT_EXIT = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> DELETED_AT_EXIT.forEach(ScratchDirectory::deleteAllBelow)));
  }

  /**
   * Makes one among the system's temporary files.
   *
   * @param name what its name begins with
   */
  public static ScratchDirectory create(String name) {
    try {
      ScratchDirectory scratch = new ScratchDirectory(Files.createTempDirectory(name));
      deleteAtExit(scratch.path());
      return scratch;
    } catch (IOException e) {
      throw new LlamaException(
          "can't write to the temporary directory "
              + System.getProperty("java.io.tmpdir")
              + ": "
              + FileFailure.reason(e),
          e);
    }
  }

  /** Has a file or directory deleted when the process ends, unless it is kept or gone by then. */
  public static void deleteAtExit(Path path) {
    DELETED_AT_EXIT.add(path);
  }

  static void keep(Path path) {
    DELETED_AT_EXIT.remove(path);
  }

  /** Deletes a file, or a directory with all that is in it; what can't be deleted stays. */
  public static void delete(Path path) {
    deleteAllBelow(path);
    keep(path);
  }

  private static void deleteAllBelow(Path path) {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      // It only takes room.
    }
  }

  @Override
  public void close() {
    delete(path);
  }
}
