package dev.quantloop.tracker.service;

import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.dao.ReadOnlyDatabase;
import dev.quantloop.tracker.view.Answer;
import java.nio.file.Path;

/**
 * A connection to the history that cannot write: the file is opened read-only, and only single
 * questions (SELECT, WITH, VALUES, EXPLAIN) are passed on. Works while a worker writes, and on
 * histories of older and newer versions. Used by one thread, which closes it, but for {@link
 * #cancel}.
 */
public final class ReadOnlyHistory implements AutoCloseable {
  private final ReadOnlyDatabase database;

  ReadOnlyHistory(Path file) {
    this.database = ReadOnlyDatabase.open(file);
  }

  /**
   * Asks one question; rows are passed on as they are read.
   *
   * @throws TrackerException when the SQL is wrong, holds several statements, or would write; also
   *     when it was cancelled
   */
  public void query(String sql, Answer answer) {
    database.query(sql, answer);
  }

  /** Breaks the question off that is being answered, if any. Called by another thread. */
  public void cancel() {
    database.cancel();
  }

  @Override
  public void close() {
    database.close();
  }
}
