package dev.quantloop.app.tui.table;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.Look;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How wide the texts of a table's columns are, so that columns stand still while rows are scrolled.
 * Found when it is asked for, and kept. Of very many rows some are looked at. For one thread.
 */
final class TextWidths<R> {
  private static final int MOST_LOOKED_AT = 1000;

  private final List<R> rows;
  private final Map<Column<R>, Integer> known = new HashMap<>();

  TextWidths(List<R> rows) {
    this.rows = rows;
  }

  /** Columns that the widest text of a column takes. */
  int of(Column<R> column, Look look) {
    return known.computeIfAbsent(column, one -> widest(one, look));
  }

  private int widest(Column<R> column, Look look) {
    int step = 1 + rows.size() / MOST_LOOKED_AT;
    int widest = 0;
    for (int i = 0; i < rows.size(); i += step) {
      widest = Math.max(widest, DisplayWidth.of(column.text().apply(rows.get(i), look)));
    }
    return widest;
  }
}
