package dev.quantloop.llama.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Files and directories that are deleted when the process is asked to end before it has done so.
 */
final class Leftovers {
  private static final Set<Path> PATHS = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> PATHS.forEach(Leftovers::delete)));
  }

  private Leftovers() {}

  static void add(Path path) {
    PATHS.add(path);
  }

  /** Deletes it now, with all that is in it. */
  static void discard(Path path) {
    delete(path);
    keep(path);
  }

  /** It is wanted, or gone. */
  static void keep(Path path) {
    PATHS.remove(path);
  }

  private static void delete(Path path) {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      // It only takes room.
    }
  }
}
