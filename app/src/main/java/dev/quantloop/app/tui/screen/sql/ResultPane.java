package dev.quantloop.app.tui.screen.sql;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.table.Column;
import dev.quantloop.app.tui.table.Table;
import dev.quantloop.app.tui.text.TextLine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What came of the last question: an immutable value.
 *
 * @param sql the question; empty before the first
 * @param result empty if there is none, or a problem
 * @param firstColumn that is shown; those before it are scrolled away
 * @param problem in one line, or empty
 */
public record ResultPane(
    String sql,
    Optional<QueryResult> result,
    Table<ResultRow> table,
    int firstColumn,
    Optional<String> problem) {
  static final ResultPane EMPTY =
      new ResultPane("", Optional.empty(), table(List.of()), 0, Optional.empty());

  /** A wider cell is cut, so that others can be seen beside it; Enter shows it in full. */
  private static final int MOST_WIDTH = 60;

  private static final int WIDTH_OF_ONLY = 1000;

  private static Table<ResultRow> table(List<Column<ResultRow>> columns) {
    return Table.of(columns, ResultRow::number);
  }

  static ResultPane of(String sql, QueryResult result) {
    Table<ResultRow> table = table(columns(result)).with(result.rows());
    return new ResultPane(sql, Optional.of(result), table, 0, Optional.empty());
  }

  static ResultPane failed(String sql, String problem) {
    return new ResultPane(sql, Optional.empty(), EMPTY.table(), 0, Optional.of(problem));
  }

  ResultPane with(Table<ResultRow> other) {
    return new ResultPane(sql, result, other, firstColumn, problem);
  }

  ResultPane scrolled(int by) {
    int last = Math.max(0, table.columns().size() - 1);
    int first = Math.max(0, Math.min(last, firstColumn + by));
    return new ResultPane(sql, result, table, first, problem);
  }

  boolean hasRows() {
    return result.filter(answer -> !answer.rows().isEmpty()).isPresent();
  }

  private static List<Column<ResultRow>> columns(QueryResult result) {
    List<Column<ResultRow>> columns = new ArrayList<>();
    int width = result.columns().size() == 1 ? WIDTH_OF_ONLY : MOST_WIDTH;
    for (int i = 0; i < result.columns().size(); i++) {
      columns.add(column(result, i, width));
    }
    return columns;
  }

  private static Column<ResultRow> column(QueryResult result, int index, int width) {
    String name = result.columns().get(index);
    return new Column<>(
        name,
        name,
        isNumeric(result, index),
        -index,
        (row, look) -> cell(row.value(index), width),
        Comparator.comparing((ResultRow row) -> row.value(index), SqlValue.ORDER),
        row -> Style.PLAIN,
        0);
  }

  private static boolean isNumeric(QueryResult result, int column) {
    return result.rows().stream()
        .map(row -> row.value(column))
        .allMatch(value -> value == null || value instanceof Number);
  }

  private static String cell(Object value, int width) {
    String text = SqlValue.text(value);
    int lineBreak = text.indexOf('\n');
    String first = lineBreak < 0 ? text : text.substring(0, lineBreak) + " …";
    return DisplayWidth.cut(TextLine.printed(first).text(), width);
  }
}
