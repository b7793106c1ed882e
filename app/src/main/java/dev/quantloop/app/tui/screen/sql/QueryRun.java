package dev.quantloop.app.tui.screen.sql;

import dev.quantloop.app.UserException;
import dev.quantloop.tracker.dao.ReadOnlyHistory;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.Answer;
import java.nio.file.Path;

/**
 * A question on its way, on a connection of its own that can't write. One thread asks it, any other
 * may break it off.
 */
public final class QueryRun {
  static final String CANCELLED = "broken off";

  private final Path database;
  private final String sql;
  private ReadOnlyHistory asked;
  private boolean cancelled;

  QueryRun(Path database, String sql) {
    this.database = database;
    this.sql = sql;
  }

  Path database() {
    return database;
  }

  String sql() {
    return sql;
  }

  /**
   * @throws UserException when it was broken off
   * @throws dev.quantloop.tracker.TrackerException when SQLite refuses it
   */
  void ask(Answer answer) {
    try (ReadOnlyHistory history = Tracker.openReadOnly(database)) {
      begin(history);
      try {
        history.query(sql, answer);
      } finally {
        end();
      }
    }
  }

  private synchronized void begin(ReadOnlyHistory history) {
    if (cancelled) {
      throw new UserException(CANCELLED);
    }
    asked = history;
  }

  private synchronized void end() {
    asked = null;
    if (cancelled) {
      throw new UserException(CANCELLED);
    }
  }

  synchronized void cancel() {
    cancelled = true;
    if (asked != null) {
      asked.cancel();
    }
  }
}
