package dev.quantloop.app.tui.form;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.dialog.TextField;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Key;
import java.util.List;
import java.util.Optional;

/**
 * A line of text.
 *
 * @param standsFor what an empty field means, shown in its place
 */
public record TextEntry(TextField field, String standsFor) implements Entry {
  /** An empty field. */
  public static TextEntry of(String standsFor) {
    return new TextEntry(TextField.of(""), standsFor);
  }

  /** The same where an empty field means something else. */
  public TextEntry standingFor(String other) {
    return new TextEntry(field, other);
  }

  @Override
  public String text() {
    return field.text().strip();
  }

  @Override
  public Entry holding(String text) {
    return new TextEntry(TextField.of(text), standsFor);
  }

  @Override
  public Optional<Entry> press(Key key) {
    return field.press(key).map(edited -> new TextEntry(edited, standsFor));
  }

  @Override
  public List<Line> lines(int width, boolean focused, ViewContext context) {
    return List.of(row -> draw(row, field, standsFor, focused));
  }

  @Override
  public boolean typing() {
    return true;
  }

  static void draw(Canvas row, TextField field, String standsFor, boolean focused) {
    if (focused) {
      field.draw(row, 0, Style.PLAIN.withUnderline());
    } else {
      row.text(0, 0, DisplayWidth.cut(field.text(), row.width()));
    }
    if (field.text().isEmpty()) {
      Style style = focused ? Style.of(Color.GRAY).withUnderline() : Style.of(Color.GRAY);
      String shown = DisplayWidth.cut(standsFor, row.width());
      row.text(0, 0, shown, style);
      // The cursor is on its first character.
      row.part(0, 0, focused ? 1 : 0, 1).restyle(0, style.withReversed());
    }
  }
}
