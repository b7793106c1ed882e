package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.TrackerException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

/** Copies a database as it is at one moment, also while others write to it. */
public final class DatabaseCopy {
  private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(5);

  private DatabaseCopy() {}

  /**
   * Writes all that is committed. The copy needs no file locks: it can go to any file system.
   *
   * @param copy empty, or not there
   * @throws TrackerException when the database can't be read, or the copy not be written
   */
  public static void write(Path database, Path copy) {
    Path file = database.toAbsolutePath().normalize();
    DatabaseFile.requireExisting(file);
    try (Connection connection =
        OpenFiles.open(
            file,
            () -> DatabaseFile.checkHeader(file, Integer.MAX_VALUE),
            () -> Connections.openReadOnly(file, BUSY_TIMEOUT))) {
      try {
        Connections.execute(connection, "pragma query_only = off");
        try (PreparedStatement vacuum = connection.prepareStatement("vacuum into ?")) {
          vacuum.setString(1, "file:" + copy.toUri().getRawPath() + "?nolock=1");
          vacuum.executeUpdate();
        }
      } finally {
        OpenFiles.closed(file);
      }
    } catch (SQLException e) {
      throw SqliteFailure.translate(e, SqliteFailure.isAboutWriting(e) ? copy : file);
    }
  }
}
