package dev.quantloop.app.tui.plot;

import dev.quantloop.app.tui.grid.Color;
import java.util.List;

/**
 * Points that belong together, in the order of their x.
 *
 * @param mark stands for the series in ASCII and in the legend
 */
public record Series(String name, char mark, Color color, List<Point> points) {
  /**
   * A point.
   *
   * @param marked whether it is set apart, as a plateau is
   */
  public record Point(double x, double y, boolean marked) {}
}
