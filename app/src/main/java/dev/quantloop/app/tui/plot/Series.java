package dev.quantloop.app.tui.plot;

import dev.quantloop.app.tui.grid.Color;
import java.util.List;
import java.util.stream.Stream;

/**
 * Points that belong together, in the order of their x.
 *
 * @param mark stands for the series in ASCII and in the legend, and on points that are lettered
 * @param ahead how the curve is predicted to go on, from its last point; the ends of y's interval
 *     are the edges of a band
 * @param hints where something else than the curve predicts points to be
 */
public record Series(
    String name,
    char mark,
    Color color,
    List<Point> points,
    Look look,
    List<Point> ahead,
    List<Point> hints) {
  /** How its points are drawn. */
  public enum Look {
    LINE,
    LETTERS,
    BOTH
  }

  // Told apart by people who do not see red and green apart; the letters do it without colours.
  private static final List<Color> COLORS =
      List.of(Color.CYAN, Color.YELLOW, Color.MAGENTA, Color.BLUE, Color.GREEN, Color.RED);

  /** One that predicts nothing. */
  public Series(String name, char mark, Color color, List<Point> points, Look look) {
    this(name, mark, color, points, look, List.of(), List.of());
  }

  /**
   * A point.
   *
   * @param low lower end of the interval of y; y itself where there is none
   * @param high upper end
   * @param marked whether it is set apart, as a plateau is
   */
  public record Point(double x, double y, double low, double high, boolean marked) {
    /** One without interval. */
    public Point(double x, double y) {
      this(x, y, y, y, false);
    }
  }

  Stream<Point> all() {
    return Stream.of(points, ahead, hints).flatMap(List::stream);
  }

  /** What tells one series of a plot from the others. */
  public static Color colorOf(int index) {
    return COLORS.get(index % COLORS.size());
  }

  public static char letterOf(int index) {
    return (char) ('a' + index % 26);
  }
}
