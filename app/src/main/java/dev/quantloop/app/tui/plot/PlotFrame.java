package dev.quantloop.app.tui.plot;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;

/** What lies around a plot: a line above it, the labels of y on its left, those of x below it. */
final class PlotFrame {
  static final int LABEL_WIDTH = 9;
  static final Style LABELS = Style.of(Color.GRAY);

  private static final int LEAST_WIDTH = 24;
  private static final int LEAST_HEIGHT = 5;

  private PlotFrame() {}

  /** Whether there is room for a plot that says something. */
  static boolean fits(Canvas canvas) {
    return canvas.width() >= LEAST_WIDTH && canvas.height() >= LEAST_HEIGHT;
  }

  /** The part that the plot itself has. */
  static Canvas area(Canvas canvas) {
    return canvas.part(LABEL_WIDTH, 1, canvas.width() - LABEL_WIDTH, canvas.height() - 2);
  }

  /** Writes the labels of y, a row for each. */
  static void left(Canvas canvas, Axis y) {
    Canvas area = area(canvas);
    boolean[] rows = new boolean[area.height()];
    for (Axis.Tick tick : y.ticks()) {
      int row = area.height() - 1 - y.place(tick.value(), area.height() - 1);
      if (!rows[row]) {
        rows[row] = true;
        canvas.textBefore(LABEL_WIDTH - 1, row + 1, tick.label(), LABELS);
      }
    }
  }

  /** Writes the labels of x below it, as far as they do not touch each other. */
  static void below(Canvas canvas, Axis x) {
    along(canvas.rows(canvas.height() - 1, 1), x);
  }

  /** The same above it. */
  static void above(Canvas canvas, Axis x) {
    along(canvas.rows(0, 1), x);
  }

  private static void along(Canvas line, Axis x) {
    boolean[] taken = new boolean[line.width() + 2];
    for (Axis.Tick tick : x.ticks()) {
      int width = DisplayWidth.of(tick.label());
      int middle = LABEL_WIDTH + x.place(tick.value(), line.width() - LABEL_WIDTH - 1);
      int from = Math.max(LABEL_WIDTH, Math.min(line.width() - width, middle - width / 2));
      boolean free = from + width <= line.width();
      for (int column = from - 1; free && column <= from + width; column++) {
        free = !taken[column];
      }
      for (int column = from; free && column < from + width; column++) {
        taken[column] = true;
      }
      if (free) {
        line.text(from, 0, tick.label(), LABELS);
      }
    }
  }
}
