package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.view.Answer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A connection for queries; SQLite itself keeps it from writing. */
public final class ReadOnlyDatabase implements AutoCloseable {
  private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(5);

  private final Path file;
  private final Connection connection;
  private final Object turn = new Object();
  private Statement running;

  private ReadOnlyDatabase(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  public static ReadOnlyDatabase open(Path database) {
    Path file = database.toAbsolutePath().normalize();
    DatabaseFile.requireExisting(file);
    try {
      Connection connection =
          OpenFiles.open(
              file,
              () -> DatabaseFile.checkHeader(file, Integer.MAX_VALUE),
              () -> Connections.openReadOnly(file, BUSY_TIMEOUT));
      return new ReadOnlyDatabase(file, connection);
    } catch (SQLException e) {
      throw SqliteFailure.translate(e, file);
    }
  }

  public void query(String sql, Answer answer) {
    ReadOnlyQuery.require(sql);
    try (Statement statement = connection.createStatement()) {
      running(statement);
      read(statement, sql, answer);
    } catch (SQLException e) {
      throw failure(e);
    } finally {
      running(null);
    }
  }

  private void running(Statement statement) {
    synchronized (turn) {
      running = statement;
    }
  }

  private static void read(Statement statement, String sql, Answer answer) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      List<String> columns = ResultRows.columns(rows);
      answer.columns(distinct(columns));
      while (!answer.full() && rows.next()) {
        answer.row(ResultRows.values(rows, columns.size()));
      }
    }
  }

  /** Numbers equal names as SQLite does when it creates a table from a query: id, id:1. */
  private static List<String> distinct(List<String> names) {
    List<String> distinct = new ArrayList<>();
    for (String name : names) {
      String own = name;
      for (int number = 1; distinct.contains(own); number++) {
        own = name + ":" + number;
      }
      distinct.add(own);
    }
    return distinct;
  }

  /** Cancels the running query, if there is one. Called by another thread. */
  public void cancel() {
    // The turn keeps the connection open meanwhile: SQLite must not be called on a closed one.
    synchronized (turn) {
      try {
        if (running != null) {
          running.cancel();
        }
      } catch (SQLException e) {
        throw SqliteFailure.translate(e, file);
      }
    }
  }

  /** What is wrong with the file, or else with the query. */
  private RuntimeException failure(SQLException e) {
    if (SqliteFailure.isInterrupted(e)) {
      return new TrackerException("cancelled", e);
    }
    RuntimeException translated = SqliteFailure.translate(e, file);
    return translated instanceof TrackerException
        ? translated
        : new TrackerException("SQLite does not understand this: " + reason(e), e);
  }

  private static String reason(SQLException e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return message.replaceFirst("^\\[[A-Z_]+\\] SQL error or missing database \\((.*)\\)$", "$1");
  }

  @Override
  public void close() {
    try {
      if (!connection.isClosed()) {
        connection.close();
        OpenFiles.closed(file);
      }
    } catch (SQLException e) {
      throw SqliteFailure.translate(e, file);
    }
  }
}
