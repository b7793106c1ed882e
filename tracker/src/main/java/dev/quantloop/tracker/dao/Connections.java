package dev.quantloop.tracker.dao;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;

/** The only place that opens connections and sets PRAGMAs. */
final class Connections {
  private static final long RETRY_MILLIS = 20;

  private Connections() {}

  /** A connection for reading and writing; the file's journal mode is still as it was. */
  static Connection open(Path file, Duration busyTimeout) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout((int) busyTimeout.toMillis());
    config.enforceForeignKeys(true);
    config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
    return JDBC.createConnection(JDBC.PREFIX + file, config.toProperties());
  }

  /**
   * A connection through which nothing can be written, also while others write. Where SQLite can't
   * make the files that it shares with other processes (on a read-only file system, on a full
   * disk), or where files can't be locked, nobody else can write either, and the file is read as it
   * is; with a log beside it that a writer has left, a copy of both is.
   */
  static Connection openReadOnly(Path file, Duration busyTimeout) throws SQLException {
    return openReadOnly(file, busyTimeout, FileSystemLocks::areMissing);
  }

  /**
   * @param locksAreMissing whether files in a directory can't be locked
   */
  static Connection openReadOnly(Path file, Duration busyTimeout, Predicate<Path> locksAreMissing)
      throws SQLException {
    try {
      return readable(file.toString(), Duration.ZERO, busyTimeout);
    } catch (SQLException e) {
      boolean busy = SqliteFailure.isBusy(e);
      if (busy && !locksAreMissing.test(file.getParent())) {
        return readable(file.toString(), busyTimeout, busyTimeout);
      } else if (!busy && !SqliteFailure.isAboutWriting(e)) {
        throw e;
      } else if (DatabaseFile.hasWriteAheadLog(file)) {
        return readOnlyCopy(file, busyTimeout, e);
      }
      return readOnly("file:" + file.toUri().getRawPath() + "?immutable=1", busyTimeout);
    }
  }

  /** One that has been tried. */
  private static Connection readable(String name, Duration first, Duration busyTimeout)
      throws SQLException {
    Connection connection = readOnly(name, first);
    try {
      number(connection, "select count(*) from sqlite_schema");
      number(connection, "pragma busy_timeout = " + busyTimeout.toMillis());
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** SQLite holds the copy open; nobody else sees it. */
  private static Connection readOnlyCopy(Path file, Duration busyTimeout, SQLException reason)
      throws SQLException {
    List<Path> copies = new ArrayList<>();
    try {
      Path directory = Files.createTempDirectory("quantloop-read");
      Path copy = directory.resolve("copy.db");
      copies.addAll(
          List.of(
              copy, DatabaseFile.writeAheadLog(copy), directory.resolve("copy.db-shm"), directory));
      Files.copy(file, copy);
      Files.copy(DatabaseFile.writeAheadLog(file), DatabaseFile.writeAheadLog(copy));
      return readable(copy.toString(), busyTimeout, busyTimeout);
    } catch (IOException e) {
      throw reason;
    } finally {
      copies.forEach(one -> one.toFile().delete());
    }
  }

  private static Connection readOnly(String name, Duration busyTimeout) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout((int) busyTimeout.toMillis());
    Connection connection = JDBC.createConnection(JDBC.PREFIX + name, config.toProperties());
    execute(connection, "pragma query_only = on");
    return connection;
  }

  /**
   * Turns the write-ahead log on, which the file remembers. SQLite answers "busy" at once, without
   * waiting, when two connections try this at the same time; so it is tried until the time is up.
   */
  static void useWriteAheadLog(Connection connection, Duration busyTimeout) throws SQLException {
    for (long tries = busyTimeout.toMillis() / RETRY_MILLIS; ; tries--) {
      try {
        if (text(connection, "pragma journal_mode").equals("wal")) {
          return;
        }
        text(connection, "pragma journal_mode = wal");
        return;
      } catch (SQLException e) {
        if (!SqliteFailure.isBusy(e) || tries <= 0) {
          throw e;
        }
        pause();
      }
    }
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : "";
    }
  }

  static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(RETRY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
