package dev.quantloop.app.tui.plot;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** A plot of functions over one pair of axes, taken at every column of dots. */
public record Curves(List<Curve> curves, Axis x, Axis y) {
  private static final int LEGEND_GAP = 3;

  /**
   * A function of x.
   *
   * @param mark stands for the curve in ASCII, in the legend, and on the curve where there are
   *     others
   */
  public record Curve(String name, char mark, Color color, DoubleUnaryOperator y) {}

  public Curves {
    curves = List.copyOf(curves);
  }

  public void draw(Canvas canvas, ViewContext context) {
    if (!PlotFrame.fits(canvas) || curves.isEmpty()) {
      return;
    }
    Canvas area = PlotFrame.area(canvas);
    PlotFrame.left(canvas, y);
    PlotFrame.below(canvas, x);
    if (curves.size() > 1) {
      legend(canvas);
    }
    if (context.unicode()) {
      braille(area);
      marks(area);
    } else {
      letters(area);
    }
  }

  /** Letters with their names, as far as there is room for all of these. */
  private void legend(Canvas canvas) {
    int room = canvas.width() - PlotFrame.LABEL_WIDTH;
    int wanted =
        curves.stream().mapToInt(curve -> DisplayWidth.of(entry(curve)) + LEGEND_GAP).sum();
    int at = PlotFrame.LABEL_WIDTH;
    for (Curve curve : curves) {
      String text = wanted - LEGEND_GAP <= room ? entry(curve) : String.valueOf(curve.mark());
      at = canvas.text(at, 0, text, Style.BOLD.with(curve.color())) + LEGEND_GAP;
    }
  }

  private static String entry(Curve curve) {
    return curve.mark() + " " + curve.name();
  }

  private void braille(Canvas area) {
    Dots dots = new Dots(area.width(), area.height());
    int lastX = area.width() * Dots.ACROSS - 1;
    int lastY = area.height() * Dots.DOWN - 1;
    for (Curve curve : curves) {
      int before = lastY - y.place(valueAt(curve, 0, lastX), lastY);
      for (int dot = 0; dot <= lastX; dot++) {
        int here = lastY - y.place(valueAt(curve, dot, lastX), lastY);
        dots.line(Math.max(0, dot - 1), before, dot, here, curve.color());
        before = here;
      }
    }
    dots.draw(area);
  }

  /** Curves are told apart by letters on them, each curve's at a place of its own. */
  private void marks(Canvas area) {
    for (int i = 0; i < curves.size() && curves.size() > 1; i++) {
      mark(area, curves.get(i), (i + 1) * area.width() / (curves.size() + 1));
    }
  }

  /** Where curves meet, their letters take turns. */
  private void letters(Canvas area) {
    for (int column = 0; column < area.width(); column++) {
      for (int i = 0; i < curves.size(); i++) {
        mark(area, curves.get((column + i) % curves.size()), column);
      }
    }
  }

  private void mark(Canvas area, Curve curve, int column) {
    int last = area.height() - 1;
    int row = last - y.place(valueAt(curve, column, area.width() - 1), last);
    area.text(column, row, String.valueOf(curve.mark()), Style.BOLD.with(curve.color()));
  }

  private double valueAt(Curve curve, int place, int last) {
    return curve.y().applyAsDouble(x.at((double) place / last));
  }
}
