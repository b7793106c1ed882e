package dev.quantloop.app.tui.screen.iteration;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.plot.Heat;
import dev.quantloop.tracker.view.ChunkScore;
import dev.quantloop.tracker.view.Distribution;
import java.util.ArrayList;
import java.util.List;

/**
 * The chunks in rows, a cell for each, shaded by their composite; every evaluation set begins a row
 * with its name.
 *
 * @param low the lowest composite
 * @param high the highest
 */
record ChunkStrip(List<ChunkScore> chunks, double low, double high) {
  private static final int MOST_LABEL = 14;
  private static final int MOST_CELL = 4;
  private static final String SHADES = "░▒▓█";
  private static final String DIGITS = "0123456789";

  static ChunkStrip of(Distribution distribution) {
    List<ChunkScore> worst = distribution.worst();
    return new ChunkStrip(
        distribution.chunks(), worst.get(worst.size() - 1).composite(), worst.get(0).composite());
  }

  /** What the shades mean. */
  String legend(ViewContext context) {
    return "%s %s to %s %s"
        .formatted(
            context.either(SHADES.substring(0, 1), DIGITS.substring(0, 1)),
            Numbers.score(low),
            context.either(SHADES.substring(SHADES.length() - 1), DIGITS.substring(9)),
            Numbers.score(high));
  }

  /**
   * A row of cells.
   *
   * @param first number of its first chunk
   * @param label the name of its set, in the set's first row
   */
  private record Row(int first, int chunks, String label) {}

  int rows(int width) {
    return layout(width).size();
  }

  private List<Row> layout(int width) {
    int room = Math.max(1, (width - label() - 1) / cell(width));
    List<Row> rows = new ArrayList<>();
    int first = 0;
    while (first < chunks.size()) {
      var set = chunks.get(first).set().id();
      boolean begins = first == 0 || !chunks.get(first - 1).set().id().equals(set);
      int count = 1;
      while (count < room
          && first + count < chunks.size()
          && chunks.get(first + count).set().id().equals(set)) {
        count++;
      }
      rows.add(new Row(first, count, begins ? chunks.get(first).set().name() : ""));
      first += count;
    }
    return rows;
  }

  private int label() {
    return chunks.stream()
        .mapToInt(chunk -> Math.min(MOST_LABEL, DisplayWidth.of(chunk.set().name())))
        .max()
        .orElse(0);
  }

  /** More than one column where every set has a row of its own all the same. */
  private int cell(int width) {
    int largest = chunks.stream().mapToInt(chunk -> chunk.set().chunks()).max().orElse(1);
    return Math.max(1, Math.min(MOST_CELL, (width - label() - 1) / largest));
  }

  /** Draws the rows around the selected chunk. */
  void draw(Canvas canvas, int selected, ViewContext context) {
    List<Row> rows = layout(canvas.width());
    int at = 0;
    while (at + 1 < rows.size() && rows.get(at + 1).first() <= selected) {
      at++;
    }
    int top = Math.max(0, Math.min(at - canvas.height() / 2, rows.size() - canvas.height()));
    for (int y = 0; y < canvas.height() && top + y < rows.size(); y++) {
      draw(canvas.rows(y, 1), rows.get(top + y), selected, context);
    }
  }

  private void draw(Canvas line, Row row, int selected, ViewContext context) {
    int label = label();
    int cell = cell(line.width());
    line.text(0, 0, DisplayWidth.cut(row.label(), label), Style.of(Color.GRAY));
    for (int i = 0; i < row.chunks(); i++) {
      int chunk = row.first() + i;
      Canvas here = line.part(label + 1 + i * cell, 0, cell, 1);
      String shades = shade(chunk, context).repeat(cell);
      if (chunk == selected) {
        here.text(0, 0, selected(shades, context), Style.BOLD.withReversed());
      } else {
        here.text(0, 0, shades, style(chunk));
      }
      here.target(0, IterationUpdate.CHUNKS + chunk);
    }
  }

  private static String selected(String shades, ViewContext context) {
    return switch (shades.length()) {
      case 1 -> context.either("◆", shades);
      case 2 -> context.either("◆", "*") + shades.charAt(1);
      default -> "[" + shades.substring(2) + "]";
    };
  }

  private String shade(int chunk, ViewContext context) {
    String shades = context.either(SHADES, DIGITS);
    int level = (int) (part(chunk) * shades.length());
    return String.valueOf(shades.charAt(Math.min(shades.length() - 1, level)));
  }

  private Style style(int chunk) {
    return Heat.style(part(chunk));
  }

  /** From 0 for the lowest composite to 1 for the highest, by ratios. */
  private double part(int chunk) {
    double composite = chunks.get(chunk).composite();
    return low > 0 && high > low
        ? Math.log(composite / low) / Math.log(high / low)
        : composite > low ? 1 : 0;
  }
}
