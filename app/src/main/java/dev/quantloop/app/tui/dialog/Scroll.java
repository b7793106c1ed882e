package dev.quantloop.app.tui.dialog;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Key;
import java.util.Optional;

/**
 * How far a dialog is scrolled, with the keys of less: an immutable value.
 *
 * @param top the first row that is shown
 * @param rows that there are
 * @param page how many of them can be seen at once
 */
record Scroll(int top, int rows, int page) {
  /** As long as nothing is known of the window. */
  private static final int USUAL_PAGE = 10;

  static Scroll of(int rows) {
    return new Scroll(0, rows, USUAL_PAGE);
  }

  /** At the same place, where so many rows can be seen. */
  Scroll seeing(int many) {
    return new Scroll(top, rows, Math.max(1, many));
  }

  Scroll at(int row) {
    return new Scroll(Math.max(0, Math.min(rows - 1, row)), rows, page);
  }

  /** The top where the last row can be seen, and as many before it as there is room for. */
  int end() {
    return Math.max(0, rows - page);
  }

  /** After a key that scrolls; empty for all others. */
  Optional<Scroll> press(Key key) {
    return switch (key.label()) {
      case "j", "down" -> Optional.of(at(top + 1));
      case "k", "up" -> Optional.of(at(top - 1));
      case "ctrl-d", "page-down", "space" -> Optional.of(at(top + page));
      case "ctrl-u", "page-up", "b" -> Optional.of(at(top - page));
      case "g", "home" -> Optional.of(at(0));
      case "G", "end" -> Optional.of(at(end()));
      default -> Optional.empty();
    };
  }

  /**
   * Draws the last line of a dialog: on its right how far the text is scrolled.
   *
   * @param said what stands before that, cut if need be
   */
  static void drawStatus(Canvas line, String said, String place) {
    int room = line.width() - place.length() - 1;
    line.text(0, 0, DisplayWidth.cut(said, room), Style.of(Color.CYAN));
    line.textBefore(line.width(), 0, place, Style.of(Color.GRAY));
  }
}
