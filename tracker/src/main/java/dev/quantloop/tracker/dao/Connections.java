package dev.quantloop.tracker.dao;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
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

  /** A connection through which nothing can be written, also while others write. */
  static Connection openReadOnly(Path file, Duration busyTimeout) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout((int) busyTimeout.toMillis());
    Properties properties = config.toProperties();
    Connection connection = JDBC.createConnection(JDBC.PREFIX + file, properties);
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
