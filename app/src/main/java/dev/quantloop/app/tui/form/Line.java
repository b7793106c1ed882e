package dev.quantloop.app.tui.form;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Style;

/** A line of a form; draws itself on a canvas of one row. */
@FunctionalInterface
public interface Line {
  void draw(Canvas row);

  /** A text, cut where it does not fit. */
  static Line of(String text, Style style) {
    return row -> row.text(0, 0, DisplayWidth.cut(text, row.width()), style);
  }
}
