package dev.quantloop.app.tui.screen.sql;

import dev.quantloop.tracker.view.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What came of a question.
 *
 * @param rows the first ones of a very long answer
 * @param more whether there are further rows
 */
public record QueryResult(List<String> columns, List<ResultRow> rows, boolean more, Duration took) {
  public QueryResult {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /** Keeps the first rows of an answer. Used by one thread. */
  static final class ResultReader implements Answer {
    static final int MOST_ROWS = 10_000;

    /** Of text in all rows, so that a few long ones can't fill the memory either. */
    static final long MOST_CHARACTERS = 20_000_000;

    private final List<ResultRow> rows = new ArrayList<>();
    private List<String> names = List.of();
    private long characters;
    private boolean more;

    @Override
    public void columns(List<String> columns) {
      names = columns;
    }

    @Override
    public void row(List<Object> values) {
      if (rows.size() == MOST_ROWS || characters > MOST_CHARACTERS) {
        more = true;
        return;
      }
      List<Object> kept = new ArrayList<>(values.size());
      for (Object value : values) {
        kept.add(SqlValue.kept(value));
        characters += value instanceof String text ? text.length() : 0;
      }
      rows.add(new ResultRow(rows.size() + 1, kept));
    }

    @Override
    public boolean full() {
      return more;
    }

    QueryResult result(Duration took) {
      return new QueryResult(names, rows, more, took);
    }
  }
}
