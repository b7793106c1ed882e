package dev.quantloop.app.tui.table;

import dev.quantloop.app.console.DisplayWidth;
import dev.quantloop.app.tui.Look;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Style;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Draws a {@link Table}: a line of titles, then the rows around the cursor. */
public final class TableView {
  private static final int MARK_WIDTH = 2;
  private static final int GAP = 2;

  private TableView() {}

  public static <R> void draw(Canvas canvas, Table<R> table, boolean focused, Look look) {
    int room = canvas.height() - 1;
    int first = Math.max(0, Math.min(table.cursor() - room / 2, table.shown().size() - room));
    List<R> rows =
        table.shown().subList(first, Math.min(table.shown().size(), first + Math.max(0, room)));
    List<Placed<R>> columns = place(canvas.width(), table, rows, look);
    for (Placed<R> column : columns) {
      column.write(canvas, 0, column.title, Style.BOLD.withUnderline());
    }
    for (int i = 0; i < rows.size(); i++) {
      R row = rows.get(i);
      int y = i + 1;
      canvas.text(0, y, table.isMarked(row) ? look.either("●", "*") : "", Style.BOLD);
      for (Placed<R> column : columns) {
        column.write(
            canvas, y, column.column.text().apply(row, look), column.column.style().apply(row));
      }
      if (first + i == table.cursor()) {
        canvas.restyle(y, focused ? Style.REVERSED : Style.BOLD);
      }
    }
  }

  /** A column that is shown, and where. */
  private record Placed<R>(Column<R> column, String title, int x, int width) {
    void write(Canvas canvas, int y, String text, Style style) {
      String shown = DisplayWidth.cut(text, width);
      int indent = column.right() ? width - DisplayWidth.of(shown) : 0;
      canvas.text(x + indent, y, shown, style);
    }
  }

  /** Drops the least important columns until the others fit; the first then takes what is left. */
  private static <R> List<Placed<R>> place(int room, Table<R> table, List<R> rows, Look look) {
    List<Column<R>> chosen = new ArrayList<>(table.columns());
    while (chosen.size() > 1 && width(chosen, table, rows, look) > room) {
      chosen.remove(chosen.stream().min(Comparator.comparingInt(Column::weight)).orElseThrow());
    }
    List<Placed<R>> placed = new ArrayList<>();
    int x = MARK_WIDTH;
    for (Column<R> column : chosen) {
      int width = Math.min(width(column, table, rows, look), Math.max(0, room - x));
      placed.add(new Placed<>(column, title(column, table, look), x, width));
      x += width + GAP;
    }
    return placed;
  }

  private static <R> int width(List<Column<R>> columns, Table<R> table, List<R> rows, Look look) {
    int all = MARK_WIDTH - GAP;
    for (Column<R> column : columns) {
      all += width(column, table, rows, look) + GAP;
    }
    return all;
  }

  private static <R> int width(Column<R> column, Table<R> table, List<R> rows, Look look) {
    int widest = DisplayWidth.of(title(column, table, look));
    for (R row : rows) {
      widest = Math.max(widest, DisplayWidth.of(column.text().apply(row, look)));
    }
    return widest;
  }

  private static <R> String title(Column<R> column, Table<R> table, Look look) {
    if (table.sortedBy().filter(column::equals).isEmpty()) {
      return column.title();
    }
    return column.title() + (table.descending() ? look.either("▼", "v") : look.either("▲", "^"));
  }
}
