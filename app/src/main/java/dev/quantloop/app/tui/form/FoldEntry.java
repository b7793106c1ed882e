package dev.quantloop.app.tui.form;

import dev.quantloop.app.tui.Look;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Key;
import java.util.List;
import java.util.Optional;

/**
 * Shows or hides the rows under it; Enter, the space bar and the arrows turn it.
 *
 * @param summary of what it hides
 */
public record FoldEntry(boolean open, String summary) implements Entry {
  private static final String OPEN = "open";

  static Entry opened(Entry fold) {
    return fold.holding(OPEN);
  }

  @Override
  public String text() {
    return open ? OPEN : "";
  }

  @Override
  public Entry holding(String text) {
    return new FoldEntry(text.equals(OPEN), summary);
  }

  @Override
  public Optional<Entry> press(Key key) {
    if (key.kind() == Key.Kind.ENTER || key.equals(Key.of(' '))) {
      return Optional.of(new FoldEntry(!open, summary));
    } else if (key.kind() == Key.Kind.RIGHT || key.kind() == Key.Kind.LEFT) {
      return Optional.of(new FoldEntry(key.kind() == Key.Kind.RIGHT, summary));
    }
    return Optional.empty();
  }

  @Override
  public List<Line> lines(int width, boolean focused, Look look) {
    String mark = open ? look.either("▾ ", "- ") : look.either("▸ ", "+ ");
    return List.of(Line.of(mark + summary, focused ? Style.BOLD : Style.PLAIN));
  }
}
