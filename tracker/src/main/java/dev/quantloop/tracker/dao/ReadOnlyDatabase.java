package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.Answer;
import dev.quantloop.tracker.TrackerException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/** A connection for questions, which SQLite itself keeps from writing. */
public final class ReadOnlyDatabase implements AutoCloseable {
  private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(5);

  private final Path file;
  private final Connection connection;

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
    Question.require(sql);
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> columns = ResultRows.columns(rows);
      answer.columns(columns);
      while (rows.next()) {
        answer.row(ResultRows.values(rows, columns.size()));
      }
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** What is wrong with the file, or else with the question. */
  private RuntimeException failure(SQLException e) {
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
