package dev.quantloop.app.tui.form;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Key;
import java.util.List;
import java.util.Optional;

/** One of several words; the arrows and the space bar go through them. */
public record ChoiceEntry(List<String> options, int chosen) implements Entry {
  private static final int GAP = 2;

  public ChoiceEntry {
    options = List.copyOf(options);
  }

  @Override
  public String text() {
    return options.get(chosen);
  }

  @Override
  public Entry holding(String text) {
    int index = options.indexOf(text);
    return index < 0 ? this : new ChoiceEntry(options, index);
  }

  @Override
  public Optional<Entry> press(Key key) {
    if (key.kind() == Key.Kind.RIGHT || key.equals(Key.of(' '))) {
      return Optional.of(at(chosen + 1));
    }
    return key.kind() == Key.Kind.LEFT ? Optional.of(at(chosen - 1)) : Optional.empty();
  }

  private ChoiceEntry at(int index) {
    return new ChoiceEntry(options, Math.floorMod(index, options.size()));
  }

  @Override
  public List<Line> lines(int width, boolean focused, ViewContext context) {
    return List.of(row -> draw(row, focused, context));
  }

  /** The chosen word between angles; the others follow where there is room. */
  private void draw(Canvas row, boolean focused, ViewContext context) {
    String open = context.either("‹", "<");
    String close = context.either("›", ">");
    int first = 0;
    while (first < chosen && width(first, chosen) > row.width()) {
      first++;
    }
    int x = 0;
    for (int i = first; i < options.size(); i++) {
      boolean isChosen = i == chosen;
      String text = isChosen ? open + options.get(i) + close : options.get(i);
      Style style = isChosen ? Style.BOLD : Style.of(Color.GRAY);
      if (x + DisplayWidth.of(text) > row.width()) {
        return;
      }
      x = row.text(x, 0, text, isChosen && focused ? style.withReversed() : style) + GAP;
    }
  }

  private int width(int from, int to) {
    int width = 2;
    for (int i = from; i <= to; i++) {
      width += DisplayWidth.of(options.get(i)) + (i < to ? GAP : 0);
    }
    return width;
  }
}
