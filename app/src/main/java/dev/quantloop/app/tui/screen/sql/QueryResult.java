package dev.quantloop.app.tui.screen.sql;

import java.time.Duration;
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
}
