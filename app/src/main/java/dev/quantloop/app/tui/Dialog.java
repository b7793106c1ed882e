package dev.quantloop.app.tui;

import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.key.Key;
import java.util.List;

/**
 * The state of a dialog: an immutable value. Escape always closes it, which the session sees to.
 */
public interface Dialog {
  String title();

  /**
   * Columns and rows that it would like, its frame not counted.
   *
   * @param columns that the window has for it
   */
  Size size(int columns);

  /** The same dialog in a window that has so much room for it, which is said before each key. */
  default Dialog in(Size room) {
    return this;
  }

  /** The next state, or the end of the dialog and what it brings about. */
  Answer press(Key key);

  void draw(Canvas canvas, ViewContext context);

  /** Columns and rows. */
  record Size(int width, int height) {}

  /**
   * What a key led to.
   *
   * @param next the dialog that stays, or null when it is done
   */
  record Answer(Dialog next, List<Effect> effects) {
    public static Answer stay(Dialog next) {
      return new Answer(next, List.of());
    }

    public static Answer done(Effect... effects) {
      return new Answer(null, List.of(effects));
    }
  }
}
