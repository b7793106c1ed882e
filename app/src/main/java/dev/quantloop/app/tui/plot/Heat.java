package dev.quantloop.app.tui.plot;

import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import java.util.List;

/** Shows how large a value is, in one cell: by a sign that tells it without colours, and by one. */
public final class Heat {
  private static final String BARS = "▁▂▃▄▅▆▇█";
  private static final String DIGITS = "0123456789";
  private static final List<Color> COLORS =
      List.of(Color.CYAN, Color.GREEN, Color.YELLOW, Color.RED);

  private Heat() {}

  /**
   * @param part from 0 for the lowest value to 1 for the highest
   */
  public static char sign(double part, ViewContext context) {
    String signs = context.either(BARS, DIGITS);
    return signs.charAt(at(part, signs.length()));
  }

  public static Style style(double part) {
    return Style.of(COLORS.get(at(part, COLORS.size())));
  }

  private static int at(double part, int steps) {
    return Math.max(0, Math.min(steps - 1, (int) (part * steps)));
  }
}
