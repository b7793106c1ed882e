package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.TrackerRemedy;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What can be said of a database file before SQLite opens it, which would already write to it or to
 * files beside it.
 */
final class DatabaseFile {
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER = 100;
  private static final int USER_VERSION = 60;
  private static final int APPLICATION_ID = 68;

  private DatabaseFile() {}

  /** Makes sure that the file can be created or written, creating its directory. */
  static void requireWritable(Path file) {
    if (file.toString().indexOf('?') >= 0) {
      throw new TrackerException(
          file + " has a ? in its path, which SQLite's driver cuts: move it");
    }
    Path directory = file.getParent();
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new TrackerException(
          "cannot create the directory " + directory, TrackerRemedy.CHOOSE_OTHER_FILE, "", e);
    }
    if (Files.isDirectory(file)) {
      throw new TrackerException(file + " is a directory", TrackerRemedy.CHOOSE_OTHER_FILE);
    }
    if (!Files.isWritable(directory)) {
      throw new TrackerException(
          "cannot write to the directory " + directory, TrackerRemedy.MAKE_WRITABLE);
    }
    if (Files.exists(file) && !Files.isWritable(file)) {
      throw new TrackerException(file + " is read-only", TrackerRemedy.MAKE_WRITABLE);
    }
  }

  static void requireExisting(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new TrackerException(
          "there is no database " + file + " yet", TrackerRemedy.CREATE_EXPERIMENT);
    }
    if (!Files.isReadable(file)) {
      throw new TrackerException(file + " cannot be read: check its permissions");
    }
  }

  /** Whether a writer has left what is not yet in the file itself. */
  static boolean hasWriteAheadLog(Path file) {
    return writeAheadLog(file).toFile().length() > 0;
  }

  static Path writeAheadLog(Path file) {
    return file.resolveSibling(file.getFileName() + "-wal");
  }

  /** Deletes what SQLite has created and could not write to. */
  static void deleteEmpty(Path file) {
    for (String suffix : List.of("-journal", "-wal", "-shm", "")) {
      File created = file.resolveSibling(file.getFileName() + suffix).toFile();
      if (file.toFile().length() == 0 && created.isFile()) {
        created.delete();
      }
    }
  }

  /** Refuses a file that is no database, another program's, or of a newer schema. */
  static void checkHeader(Path file, int knownVersion) {
    byte[] header = header(file);
    if (header.length == 0) {
      return; // new, or created and not yet written
    }
    if (header.length < HEADER || !Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw SqliteFailure.notADatabase(file);
    }
    ByteBuffer numbers = ByteBuffer.wrap(header);
    Migrator.checkHeader(
        file, numbers.getInt(APPLICATION_ID), numbers.getInt(USER_VERSION), knownVersion);
  }

  private static byte[] header(Path file) {
    if (!Files.exists(file)) {
      return new byte[0];
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(HEADER);
    } catch (IOException e) {
      throw new TrackerException(file + " cannot be read: check its permissions", e);
    }
  }
}
