package dev.quantloop.app.tui.form;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Key;
import java.util.List;
import java.util.Optional;

/** What a row of a form holds: an immutable value. */
public interface Entry {
  /** A line of a form; draws itself on a canvas of one row. */
  interface Line {
    void draw(Canvas row);

    /** A text, cut where it does not fit. */
    static Line of(String text, Style style) {
      return row -> row.text(0, 0, DisplayWidth.cut(text, row.width()), style);
    }
  }

  /** The content as text; what is kept of it and compared with. */
  String text();

  /** The same with other content. */
  Entry holding(String text);

  /** After a key; empty for one that means nothing to it, such as one that leaves the row. */
  Optional<Entry> press(Key key);

  /** When the focus leaves it. */
  default Entry left() {
    return this;
  }

  /** How it looks: one line, and more under it while it has the focus. */
  List<Line> lines(int width, boolean focused, ViewContext context);

  /** The line that must be seen. */
  default int cursorLine() {
    return 0;
  }

  /** Whether characters are typed into it. */
  default boolean typing() {
    return false;
  }

  /** What there is to say about what the cursor is on; empty for the row's own hint. */
  default String hint() {
    return "";
  }
}
