package dev.quantloop.app.tui.screen.iteration;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.dialog.StyledText;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import java.util.ArrayList;
import java.util.List;

/**
 * A line of a pane.
 *
 * @param label what it is; a heading where there is no value
 * @param copied what y copies of it
 */
record Fact(String label, String value, String copied) {
  private static final int MOST_LABEL = 20;
  private static final int GAP = 2;

  static Fact of(String label, String value) {
    return new Fact(label, value, value);
  }

  static Fact heading(String title) {
    return new Fact(title, "", title);
  }

  boolean isHeading() {
    return value.isEmpty();
  }

  /**
   * A line.
   *
   * @param fact the number of the fact that it belongs to
   */
  private record Line(int fact, String label, String value, Style style) {}

  /**
   * Draws labels and values side by side, long values over several lines.
   *
   * @param cursor the number of the selected fact, which is in sight
   */
  static void draw(
      Canvas canvas, List<Fact> facts, int cursor, boolean focused, ViewContext context) {
    int label = label(facts, canvas.width());
    List<Line> lines = lines(facts, label, canvas.width() - label - GAP, context);
    int first = 0;
    while (first < lines.size() && lines.get(first).fact() < cursor) {
      first++;
    }
    int top = Math.max(0, Math.min(first - canvas.height() / 2, lines.size() - canvas.height()));
    for (int y = 0; y < canvas.height() && top + y < lines.size(); y++) {
      Line line = lines.get(top + y);
      canvas.text(0, y, DisplayWidth.cut(line.label(), canvas.width()), line.style());
      canvas.text(label + GAP, y, line.value());
      if (focused && line.fact() == cursor) {
        canvas.restyle(y, Style.REVERSED);
      }
    }
  }

  private static int label(List<Fact> facts, int width) {
    int widest =
        facts.stream()
            .filter(fact -> !fact.isHeading())
            .mapToInt(fact -> DisplayWidth.of(fact.label()))
            .max()
            .orElse(0);
    return Math.min(widest, Math.min(MOST_LABEL, width / 2));
  }

  private static List<Line> lines(List<Fact> facts, int label, int room, ViewContext context) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < facts.size(); i++) {
      Fact fact = facts.get(i);
      if (fact.isHeading()) {
        lines.add(new Line(i, fact.label(), "", Style.BOLD));
        continue;
      }
      String name = DisplayWidth.cut(context.plain(fact.label()), label);
      for (String value : broken(context.plain(fact.value()), Math.max(1, room))) {
        lines.add(new Line(i, name, value, Style.of(Color.GRAY)));
        name = "";
      }
    }
    return lines;
  }

  private static List<String> broken(String value, int room) {
    return new StyledText.Builder().add(value, Style.PLAIN).build().lines(room);
  }
}
