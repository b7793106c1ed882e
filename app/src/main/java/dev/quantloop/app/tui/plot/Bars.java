package dev.quantloop.app.tui.plot;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * A histogram with a bar in each column. The first one has all below the axis, too.
 *
 * @param shareUpTo the share of values up to one, from 0 to 1
 * @param landmarks values that are named above the bars
 */
public record Bars(DoubleUnaryOperator shareUpTo, Axis x, Color color, List<Axis.Tick> landmarks) {
  private static final String EIGHTHS = " ▁▂▃▄▅▆▇█";

  public Bars {
    landmarks = List.copyOf(landmarks);
  }

  public void draw(Canvas canvas, ViewContext context) {
    if (!PlotFrame.fits(canvas)) {
      return;
    }
    Canvas area = PlotFrame.area(canvas);
    double[] shares = shares(area.width());
    double highest = Arrays.stream(shares).max().orElse(0);
    Axis y = Axis.linear(0, highest, share -> Numbers.percent(share, share > 0 ? 1 : 0));
    PlotFrame.left(canvas, y);
    PlotFrame.below(canvas, x);
    PlotFrame.above(canvas, new Axis(x.scaling(), x.low(), x.high(), landmarks));
    for (int column = 0; column < shares.length && highest > 0; column++) {
      bar(area, column, shares[column] / highest, context);
    }
  }

  private double[] shares(int columns) {
    double[] shares = new double[columns];
    double below = 0;
    for (int column = 0; column < columns; column++) {
      boolean last = column == columns - 1;
      double upTo = last ? 1 : shareUpTo.applyAsDouble(x.at((double) (column + 1) / columns));
      shares[column] = upTo - below;
      below = upTo;
    }
    return shares;
  }

  private void bar(Canvas area, int column, double part, ViewContext context) {
    int steps = context.unicode() ? EIGHTHS.length() - 1 : 1;
    // What is there at all is seen.
    long left = part > 0 ? Math.max(1, Math.round(part * area.height() * steps)) : 0;
    for (int row = area.height() - 1; left > 0; row--) {
      int here = (int) Math.min(left, steps);
      area.text(
          column,
          row,
          context.unicode() ? String.valueOf(EIGHTHS.charAt(here)) : "#",
          Style.of(color));
      left -= here;
    }
  }
}
