package dev.quantloop.tracker.dao;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * The database files that this process has open. On POSIX systems a process that closes any handle
 * of a file loses all its locks on it, SQLite's among them; another process would then delete the
 * write-ahead log under it. So nothing but SQLite may open a file that stands here. Thread-safe.
 */
final class OpenFiles {
  private static final Map<Path, Integer> CONNECTIONS = new HashMap<>();

  private OpenFiles() {}

  /** Opens a connection. */
  interface Opening<T> {
    T open() throws SQLException;
  }

  /**
   * Opens a connection and counts it.
   *
   * @param check looks at the file by other means than SQLite's, where that is allowed
   */
  static synchronized <T> T open(Path file, Runnable check, Opening<T> opening)
      throws SQLException {
    if (!CONNECTIONS.containsKey(real(file))) {
      check.run();
    }
    T opened = opening.open();
    CONNECTIONS.merge(real(file), 1, Integer::sum);
    return opened;
  }

  /** Counts a connection that has been closed. */
  static synchronized void closed(Path file) {
    CONNECTIONS.computeIfPresent(real(file), (path, count) -> count == 1 ? null : count - 1);
  }

  /** The same for every way to the file, whether it exists already or not. */
  private static Path real(Path file) {
    try {
      return Files.exists(file)
          ? file.toRealPath()
          : file.getParent().toRealPath().resolve(file.getFileName());
    } catch (IOException e) {
      return file;
    }
  }
}
