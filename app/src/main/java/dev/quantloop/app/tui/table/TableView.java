package dev.quantloop.app.tui.table;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.dialog.FilterField;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Draws a {@link Table}: a line of titles, then the rows around the cursor, with arrows where there
 * are more.
 */
public final class TableView {
  private static final int MARK_WIDTH = 2;
  private static final int GAP = 2;
  private static final Style MORE = Style.BOLD.with(Color.CYAN);

  /** A column of words is cut rather than dropped if so much of it can be seen. */
  private static final int LEAST_TEXT = 12;

  private TableView() {}

  public static <R> void draw(Canvas canvas, Table<R> table, boolean focused, ViewContext context) {
    draw(canvas, table, 0, focused, context);
  }

  /**
   * @param firstColumn the first of the columns that is drawn
   */
  public static <R> void draw(
      Canvas canvas, Table<R> table, int firstColumn, boolean focused, ViewContext context) {
    int first = firstRow(canvas, table);
    List<R> rows = rows(canvas, table);
    List<Placed<R>> columns = place(canvas.width(), table, firstColumn, rows, context);
    for (Placed<R> column : columns) {
      column.write(canvas, 0, column.title, Style.BOLD.withUnderline());
    }
    for (int i = 0; i < rows.size(); i++) {
      R row = rows.get(i);
      int y = i + 1;
      canvas.target(y, first + i);
      canvas.text(0, y, table.isMarked(row) ? context.either("●", "*") : "", Style.BOLD);
      for (Placed<R> column : columns) {
        column.write(
            canvas, y, column.column.text().apply(row, context), column.column.style().apply(row));
      }
      if (first + i == table.cursor()) {
        canvas.restyle(y, focused ? Style.REVERSED : Style.BOLD);
      }
    }
    if (!rows.isEmpty() && first > 0) {
      more(canvas, 1, table.isMarked(rows.get(0)), context.either("▲", "^"));
    }
    if (!rows.isEmpty() && first + rows.size() < table.shown().size()) {
      boolean marked = table.isMarked(rows.get(rows.size() - 1));
      more(canvas, rows.size(), marked, context.either("▼", "v"));
    }
  }

  /** Where a mark stands, or beside it. */
  private static void more(Canvas canvas, int y, boolean marked, String arrow) {
    canvas.text(marked ? 1 : 0, y, arrow, MORE);
  }

  /** How many columns there is room for from the first one on. */
  public static <R> int columns(
      Canvas canvas, Table<R> table, int firstColumn, ViewContext context) {
    return place(canvas.width(), table, firstColumn, rows(canvas, table), context).size();
  }

  private static <R> List<R> rows(Canvas canvas, Table<R> table) {
    int first = firstRow(canvas, table);
    int end = first + Math.max(0, canvas.height() - 1);
    return table.shown().subList(first, Math.min(table.shown().size(), end));
  }

  private static int firstRow(Canvas canvas, Table<?> table) {
    int room = canvas.height() - 1;
    return Math.max(0, Math.min(table.cursor() - room / 2, table.shown().size() - room));
  }

  /** The line in which the filter is typed, or what it leaves; blank without one. */
  public static void drawFilter(Canvas line, Table<?> table) {
    FilterField filter = table.filter();
    if (filter.open()) {
      filter.field().drawSearch(line);
    } else if (!filter.text().isEmpty()) {
      String text = "%d of %d with \"%s\"  (esc shows all)";
      line.text(
          0,
          0,
          text.formatted(table.shown().size(), table.all().size(), filter.text()),
          Style.of(Color.YELLOW));
    }
  }

  /** A column that is shown, and where. */
  private record Placed<R>(Column<R> column, String title, int x, int width) {
    /** What it takes before all are chosen. */
    int least() {
      return column.shortest() > 0 ? Math.min(width, column.shortest()) : width;
    }

    Placed<R> at(int left, int most) {
      return new Placed<>(column, title, left, Math.min(width, most));
    }

    void write(Canvas canvas, int y, String text, Style style) {
      String shown =
          column.shortest() > 0
              ? DisplayWidth.cutInside(text, width)
              : DisplayWidth.cut(text, width);
      int indent = column.right() ? width - DisplayWidth.of(shown) : 0;
      canvas.text(x + indent, y, shown, style);
    }
  }

  /** Of the columns as many as fit, the most important first; words may be cut. */
  private static <R> List<Placed<R>> place(
      int room, Table<R> table, int firstColumn, List<R> rows, ViewContext context) {
    List<Placed<R>> all = new ArrayList<>();
    List<Column<R>> columns = table.columns();
    for (Column<R> column :
        columns.subList(Math.min(firstColumn, columns.size()), columns.size())) {
      String title = title(column, table, context);
      int width = Math.max(table.width(column, context), width(column, title, rows, context));
      all.add(new Placed<>(column, title, 0, width));
    }
    Comparator<Integer> importance = Comparator.comparing(i -> all.get(i).column().weight());
    Map<Integer, Placed<R>> chosen = new TreeMap<>();
    int left = room - MARK_WIDTH;
    for (int i : IntStream.range(0, all.size()).boxed().sorted(importance.reversed()).toList()) {
      Placed<R> one = all.get(i);
      int width = one.least() <= left || one.column().right() ? one.least() : left;
      if (chosen.isEmpty() || width <= left && width >= Math.min(LEAST_TEXT, one.least())) {
        chosen.put(i, one.at(0, width));
        left -= width + GAP;
      }
    }
    for (Map.Entry<Integer, Placed<R>> one : chosen.entrySet()) {
      Placed<R> whole = all.get(one.getKey());
      if (whole.least() < whole.width() && left + GAP > 0) {
        int had = one.getValue().width();
        one.setValue(whole.at(0, had + left + GAP));
        left -= one.getValue().width() - had;
      }
    }
    List<Placed<R>> placed = new ArrayList<>();
    int x = MARK_WIDTH;
    for (Placed<R> one : chosen.values()) {
      placed.add(one.at(x, Math.max(0, room - x)));
      x += one.width() + GAP;
    }
    return placed;
  }

  private static <R> int width(Column<R> column, String title, List<R> rows, ViewContext context) {
    int widest = DisplayWidth.of(title);
    for (R row : rows) {
      widest = Math.max(widest, DisplayWidth.of(column.text().apply(row, context)));
    }
    return widest;
  }

  private static <R> String title(Column<R> column, Table<R> table, ViewContext context) {
    if (table.sortedBy().filter(by -> by.name().equals(column.name())).isEmpty()) {
      return context.plain(column.title());
    }
    return context.plain(column.title())
        + (table.descending() ? context.either("▼", "v") : context.either("▲", "^"));
  }
}
