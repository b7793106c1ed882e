package dev.quantloop.app.tui.form;

import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Key;
import java.util.List;
import java.util.Optional;

/**
 * Something that is on or off; the space bar and the arrows turn it.
 *
 * @param about what it does when it is on
 * @param fold whether it shows and hides the rows under it; then Enter turns it too
 */
public record SwitchEntry(boolean on, String about, boolean fold) implements Entry {
  static final String ON = "on";

  public SwitchEntry(boolean on, String about) {
    this(on, about, false);
  }

  @Override
  public String text() {
    return on ? ON : "";
  }

  @Override
  public Entry holding(String text) {
    return new SwitchEntry(text.equals(ON), about, fold);
  }

  @Override
  public Optional<Entry> press(Key key) {
    boolean arrow = key.kind() == Key.Kind.LEFT || key.kind() == Key.Kind.RIGHT;
    boolean turns = key.equals(Key.of(' ')) || fold && key.kind() == Key.Kind.ENTER;
    if (fold && arrow) {
      return Optional.of(new SwitchEntry(key.kind() == Key.Kind.RIGHT, about, true));
    }
    return turns || arrow ? Optional.of(new SwitchEntry(!on, about, fold)) : Optional.empty();
  }

  @Override
  public List<Line> lines(int width, boolean focused, ViewContext context) {
    String mark = on ? "[x] " : "[ ] ";
    if (fold) {
      mark = on ? context.either("▾ ", "- ") : context.either("▸ ", "+ ");
    }
    return List.of(Line.of(mark + about, focused ? Style.BOLD : Style.PLAIN));
  }
}
