package dev.quantloop.app.tui.dialog;

import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Key;
import java.util.Optional;

/**
 * The line in which a filter or a search is typed, while it is.
 *
 * @param field what has been typed
 * @param open whether keys go there
 */
public record FilterField(TextField field, boolean open) {
  public static final FilterField CLOSED = new FilterField(TextField.of(""), false);

  public FilterField opened() {
    return new FilterField(field, true);
  }

  /** The field after a key: Enter keeps the filter, Escape drops it; empty if it is not open. */
  public Optional<FilterField> press(Key key) {
    if (!open) {
      return key.kind() == Key.Kind.ESCAPE && !text().isEmpty()
          ? Optional.of(CLOSED)
          : Optional.empty();
    }
    return switch (key.kind()) {
      case ENTER -> Optional.of(new FilterField(field, false));
      case ESCAPE -> Optional.of(CLOSED);
      default -> Optional.of(new FilterField(field.press(key).orElse(field), true));
    };
  }

  /**
   * Draws the line in which a search is typed.
   *
   * @param missing whether what is looked for is nowhere
   */
  public void draw(Canvas line, boolean missing) {
    field.drawSearch(line);
    if (missing) {
      line.textBefore(line.width(), 0, "not found", Style.BOLD.with(Color.YELLOW));
    }
  }

  public String text() {
    return field.text();
  }
}
