package dev.quantloop.app.tui.plot;

import dev.quantloop.app.tui.grid.Color;
import java.util.List;

/** What tells the first series of a plot from the second, and so on. */
public final class SeriesMarks {
  // Told apart by people who do not see red and green apart; the letters do it without colours.
  private static final List<Color> COLORS =
      List.of(Color.CYAN, Color.YELLOW, Color.MAGENTA, Color.BLUE, Color.GREEN, Color.RED);

  private SeriesMarks() {}

  public static Color color(int index) {
    return COLORS.get(index % COLORS.size());
  }

  public static char letter(int index) {
    return (char) ('a' + index % 26);
  }
}
