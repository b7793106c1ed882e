package dev.quantloop.app.tui.form;

import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Key;
import java.util.List;
import java.util.Optional;

/** What ends a form; the screen sees to its keys. */
public record ButtonEntry(String title) implements Entry {
  @Override
  public String text() {
    return "";
  }

  @Override
  public Entry holding(String text) {
    return this;
  }

  @Override
  public Optional<Entry> press(Key key) {
    return Optional.empty();
  }

  @Override
  public List<Line> lines(int width, boolean focused, ViewContext context) {
    return List.of(Line.of("[ " + title + " ]", focused ? Style.REVERSED : Style.BOLD));
  }
}
