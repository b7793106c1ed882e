package dev.quantloop.app.tui.plot;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import java.util.Optional;

/**
 * A cell for each weight: a row for each kind, a column for each layer.
 *
 * @param look of what is known of a weight
 * @param words how wide a cell is that has words, where there is room; 0 for signs only
 * @param kind the selected row
 * @param layer the selected column
 */
public record LayerMap<T>(LayerGrid<T> grid, Look<T> look, int words, int kind, int layer) {
  /** What a click on a cell means is its row times this, and its column. */
  public static final int ROW = 1 << 16;

  private static final int MOST_CELL = 4;
  private static final int LEAST_LABEL = 8;

  /** How a cell looks. */
  @FunctionalInterface
  public interface Look<T> {
    /**
     * @param width of the cell, which the text fills
     */
    Cell of(T one, int width, ViewContext context);
  }

  /** A cell. */
  public record Cell(String text, Style style) {
    /** A value by its place in a range; a dot for one that is not known. */
    public static Cell heat(double value, HeatRange range, int width, ViewContext context) {
      if (!Double.isFinite(value)) {
        return new Cell(context.either("·", ".").repeat(width), Style.of(Color.GRAY));
      }
      double part = range.part(value);
      return new Cell(String.valueOf(Heat.sign(part, context)).repeat(width), Heat.style(part));
    }
  }

  /** Columns that the kinds take of so many. */
  public int label(int width) {
    int longest = grid.kinds().stream().mapToInt(DisplayWidth::of).max().orElse(0);
    return Math.min(longest, Math.max(LEAST_LABEL, width / 3));
  }

  public void draw(Canvas canvas, ViewContext context) {
    int label = label(canvas.width());
    int room = canvas.width() - label - 1;
    int count = grid.layers().size();
    int each = room / Math.max(1, count);
    int cell = words > 0 && each >= words ? words : Math.max(1, Math.min(MOST_CELL, each));
    int firstLayer = first(layer, room / cell, count);
    int lines = canvas.height() - 1;
    int firstKind = first(kind, lines, grid.kinds().size());
    titles(canvas.part(label + 1, 0, room, 1), cell, firstLayer);
    for (int y = 0; y < lines && firstKind + y < grid.kinds().size(); y++) {
      int row = firstKind + y;
      Canvas line = canvas.rows(y + 1, 1);
      line.text(
          0,
          0,
          DisplayWidth.cut(grid.kinds().get(row), label),
          row == kind ? Style.BOLD : Style.of(Color.GRAY));
      for (int x = 0; x < room / cell && firstLayer + x < count; x++) {
        Canvas here = line.part(label + 1 + x * cell, 0, cell, 1);
        cell(here, row, firstLayer + x, context);
      }
    }
  }

  private static int first(int selected, int room, int count) {
    return Math.max(0, Math.min(selected - room / 2, count - room));
  }

  /** The numbers of layers, as many as there is room for. */
  private void titles(Canvas line, int cell, int first) {
    int free = 0;
    for (int i = first; i < grid.layers().size(); i++) {
      int number = grid.layers().get(i);
      boolean outside = number == LayerGrid.OUTSIDE;
      String text = outside ? "-" : Integer.toString(number);
      int x = (i - first) * cell;
      boolean round = outside || number % 5 == 0 || cell > 2;
      if (x >= free && round && x + text.length() <= line.width()) {
        line.text(x, 0, text, i == layer ? Style.BOLD : Style.of(Color.GRAY));
        free = x + text.length() + 1;
      }
    }
  }

  private void cell(Canvas here, int row, int column, ViewContext context) {
    Optional<T> one = grid.at(row, column);
    int width = here.width();
    Cell cell =
        one.map(known -> look.of(known, width, context))
            .orElse(new Cell(" ".repeat(width), Style.of(Color.GRAY)));
    if (row == kind && column == layer) {
      String text = cell.text();
      cell =
          new Cell(
              width > 2
                  ? "[" + text.substring(1, width - 1) + "]"
                  : context.either("◆", "*") + text.substring(1),
              Style.BOLD.withReversed());
    }
    here.text(0, 0, cell.text(), cell.style());
    here.target(0, row * ROW + column);
  }
}
