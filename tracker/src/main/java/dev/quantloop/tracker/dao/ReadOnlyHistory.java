package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.view.Answer;
import dev.quantloop.tracker.view.AnswerTable;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A connection to the history that cannot write: the file is opened read-only, and only single
 * queries (SELECT, WITH, VALUES, EXPLAIN) are passed on. Works while a worker writes, and on
 * histories of older and newer versions. Used by one thread, which closes it, but for {@link
 * #cancel}.
 */
public final class ReadOnlyHistory implements AutoCloseable {
  private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(5);

  private final Path file;
  private final Connection connection;
  private final Object turn = new Object();
  private Statement running;

  private ReadOnlyHistory(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  public static ReadOnlyHistory open(Path database) {
    Path file = database.toAbsolutePath().normalize();
    DatabaseFile.requireExisting(file);
    try {
      Connection connection =
          OpenFiles.open(
              file,
              () -> DatabaseFile.checkHeader(file, Integer.MAX_VALUE),
              () -> Connections.openReadOnly(file, BUSY_TIMEOUT));
      return new ReadOnlyHistory(file, connection);
    } catch (SQLException e) {
      throw SqliteFailure.translate(e, file);
    }
  }

  /**
   * Runs one query; rows are passed on as they are read.
   *
   * @throws TrackerException when the SQL is wrong, holds several statements, or would write; also
   *     when it was cancelled
   */
  public void query(String sql, Answer answer) {
    ReadOnlyQuery.require(sql);
    try (Statement statement = connection.createStatement()) {
      running(statement);
      ResultRows.read(statement.executeQuery(sql), answer);
    } catch (SQLException e) {
      throw failure(e);
    } finally {
      running(null);
    }
  }

  /**
   * @throws TrackerException when this program can't bring it up to date: it is of a newer version,
   *     or holds something else
   */
  public void requireKnownVersion() {
    try {
      int application = (int) Connections.number(connection, "pragma application_id");
      if (application != Migrator.APPLICATION_ID) {
        throw SqliteFailure.notADatabase(file);
      }
      int version = (int) Connections.number(connection, "pragma user_version");
      Migrator.checkHeader(file, application, version, Migration.all().size());
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** What SQLite finds wrong with the file and its references, a line each. */
  public List<String> faults() {
    AnswerTable integrity = new AnswerTable();
    query("select * from pragma_integrity_check where integrity_check <> 'ok'", integrity);
    AnswerTable references = new AnswerTable();
    query(
        "select 'a row of table ' || \"table\" || ' refers to a row of table ' || parent"
            + " || ' that is not there' from pragma_foreign_key_check",
        references);
    return Stream.of(integrity, references)
        .flatMap(answer -> answer.rows().stream())
        .map(row -> String.valueOf(row.get(0)))
        .distinct()
        .toList();
  }

  private void running(Statement statement) {
    synchronized (turn) {
      running = statement;
    }
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
