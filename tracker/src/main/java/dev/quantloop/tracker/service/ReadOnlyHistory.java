package dev.quantloop.tracker.service;

import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.dao.ReadOnlyDatabase;
import dev.quantloop.tracker.view.Answer;
import java.nio.file.Path;

/**
 * A connection to the history that cannot write: the file is opened read-only, and only single
 * queries (SELECT, WITH, VALUES, EXPLAIN) are passed on. Works while a worker writes, and on
 * histories of older and newer versions. Used by one thread, which closes it, but for {@link
 * #cancel}.
 */
public final class ReadOnlyHistory implements AutoCloseable {
  private final ReadOnlyDatabase database;

  ReadOnlyHistory(Path file) {
    this.database = ReadOnlyDatabase.open(file);
  }

  /**
   * Runs one query; rows are passed on as they are read.
   *
   * @throws TrackerException when the SQL is wrong, holds several statements, or would write; also
   *     when it was cancelled
   */
  public void query(String sql, Answer answer) {
    database.query(sql, answer);
  }

  /** Cancels the running query, if there is one. Called by another thread. */
  public void cancel() {
    database.cancel();
  }

  @Override
  public void close() {
    database.close();
  }
}
