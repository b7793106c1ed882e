package dev.quantloop.app.tui.form;

import dev.quantloop.app.tui.Look;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Key;
import java.util.List;
import java.util.Optional;

/**
 * Something that is on or off; the space bar and the arrows turn it.
 *
 * @param about what it does when it is on
 */
public record SwitchEntry(boolean on, String about) implements Entry {
  private static final String ON = "on";

  @Override
  public String text() {
    return on ? ON : "";
  }

  @Override
  public Entry holding(String text) {
    return new SwitchEntry(text.equals(ON), about);
  }

  @Override
  public Optional<Entry> press(Key key) {
    boolean turns =
        key.equals(Key.of(' ')) || key.kind() == Key.Kind.LEFT || key.kind() == Key.Kind.RIGHT;
    return turns ? Optional.of(new SwitchEntry(!on, about)) : Optional.empty();
  }

  @Override
  public List<Line> lines(int width, boolean focused, Look look) {
    return List.of(Line.of((on ? "[x] " : "[ ] ") + about, focused ? Style.BOLD : Style.PLAIN));
  }
}
