package dev.quantloop.tracker.dao;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Tells file systems that have file locks from those that have none, as some network ones. */
final class FileSystemLocks {
  private FileSystemLocks() {}

  /** Whether files in a directory can't be locked; tries it with a file of its own. */
  static boolean areMissing(Path directory) {
    try {
      Path file = Files.createTempFile(directory, "locks", ".tmp");
      try {
        return !canBeLocked(file);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean canBeLocked(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      return isLocked(channel);
    }
  }

  private static boolean isLocked(FileChannel channel) {
    try {
      return channel.tryLock() != null;
    } catch (IOException e) {
      return false;
    }
  }
}
