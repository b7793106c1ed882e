package dev.quantloop.app.tui.dialog;

import dev.quantloop.app.console.DisplayWidth;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Key;
import java.util.Optional;

/**
 * How far a dialog is scrolled, with the keys of less: an immutable value.
 *
 * @param top the first row that is shown; any row may be, for a dialog learns only when it is drawn
 *     how much room it has
 * @param rows that there are
 */
record Scroll(int top, int rows) {
  private static final int PAGE = 10;

  static Scroll of(int rows) {
    return new Scroll(0, rows);
  }

  Scroll at(int row) {
    return new Scroll(Math.max(0, Math.min(rows - 1, row)), rows);
  }

  /** After a key that scrolls; empty for all others. */
  Optional<Scroll> press(Key key) {
    return switch (key.label()) {
      case "j", "down" -> Optional.of(at(top + 1));
      case "k", "up" -> Optional.of(at(top - 1));
      case "ctrl-d", "page-down", "space" -> Optional.of(at(top + PAGE));
      case "ctrl-u", "page-up", "b" -> Optional.of(at(top - PAGE));
      case "g", "home" -> Optional.of(at(0));
      case "G", "end" -> Optional.of(at(rows - PAGE));
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
