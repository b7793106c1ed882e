package dev.quantloop.app.tui.plot;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * A plot of several series over one pair of axes.
 *
 * @param unit of x, for its axis
 * @param label of a value of x
 * @param logarithmic whether x is; a zero then stands at the left edge, apart from the others
 * @param logarithmicHeight whether y is, where all of it is above 0
 */
public record Plot(
    List<Series> series,
    String unit,
    DoubleFunction<String> label,
    boolean logarithmic,
    boolean logarithmicHeight) {
  private static final String AHEAD = "~";
  private static final String HINT = "x";

  /** Of counts, where 0 stands for none. */
  public Plot(List<Series> series, String unit, boolean logarithmic) {
    this(series, unit, x -> x == 0 ? "none" : Numbers.count(x), logarithmic, false);
  }

  /** The same with a logarithmic y. */
  public Plot withLogarithmicHeight() {
    return new Plot(series, unit, label, logarithmic, true);
  }

  public void draw(Canvas canvas, ViewContext context) {
    if (!PlotFrame.fits(canvas) || points().findAny().isEmpty()) {
      return;
    }
    Canvas area = PlotFrame.area(canvas);
    Scale x =
        Scale.of(points().mapToDouble(p -> position(p.x())), area.width() * Dots.ACROSS - 1, false);
    Scale y =
        Scale.of(
            points().flatMapToDouble(p -> DoubleStream.of(p.low(), p.high())),
            area.height() * Dots.DOWN - 1,
            logarithmicHeight);
    legend(canvas, context.unicode());
    axes(canvas, y.axis());
    if (context.unicode()) {
      braille(area, x, y);
    } else {
      ahead(area, x, y);
    }
    hints(area, x, y);
    marks(area, x, y, context.unicode());
  }

  private Stream<Series.Point> points() {
    return series.stream().flatMap(Series::all);
  }

  /** On a logarithmic axis zero stands one doubling left of the smallest positive x. */
  private double position(double x) {
    if (!logarithmic) {
      return x;
    }
    if (x > 0) {
      return Math.log(x);
    }
    double smallest =
        points().mapToDouble(Series.Point::x).filter(value -> value > 0).min().orElse(1);
    return Math.log(smallest / 2);
  }

  private void legend(Canvas canvas, boolean unicode) {
    int at = PlotFrame.LABEL_WIDTH;
    for (Series one : series) {
      at = canvas.text(at, 0, one.mark() + " " + one.name(), Style.BOLD.with(one.color())) + 3;
    }
    if (series.stream().anyMatch(one -> !one.ahead().isEmpty())) {
      at = canvas.text(at, 0, (unicode ? "┄" : AHEAD) + " predicted", PlotFrame.LABELS) + 3;
    }
    if (series.stream().anyMatch(one -> !one.hints().isEmpty())) {
      canvas.text(at, 0, HINT + " by the imatrix", PlotFrame.LABELS);
    }
  }

  private void axes(Canvas canvas, Axis y) {
    int bottom = canvas.height() - 1;
    PlotFrame.left(canvas, y);
    DoubleSummaryStatistics xs = points().mapToDouble(Series.Point::x).summaryStatistics();
    double first = xs.getMin();
    double last = xs.getMax();
    canvas.text(PlotFrame.LABEL_WIDTH, bottom, label.apply(first), PlotFrame.LABELS);
    if (last > first) {
      String end = (label.apply(last) + " " + unit).strip();
      canvas.textBefore(canvas.width(), bottom, end, PlotFrame.LABELS);
    }
  }

  private void braille(Canvas area, Scale x, Scale y) {
    Dots dots = new Dots(area.width(), area.height());
    for (Series one : series) {
      band(dots, x, y, one);
      Series.Point before = null;
      for (Series.Point point : one.points()) {
        Series.Point from = before == null || one.look() == Series.Look.LETTERS ? point : before;
        dots.line(
            x.dot(position(from.x())),
            y.fromTop(from.y()),
            x.dot(position(point.x())),
            y.fromTop(point.y()),
            one.color());
        interval(dots, x.dot(position(point.x())), y, point, one.color());
        before = point;
      }
    }
    dots.draw(area);
  }

  /** A dashed line in a band of scattered dots. */
  private void band(Dots dots, Scale x, Scale y, Series one) {
    for (int i = 1; i < one.ahead().size(); i++) {
      Series.Point from = one.ahead().get(i - 1);
      Series.Point to = one.ahead().get(i);
      int last = x.dot(position(to.x()));
      for (int at = x.dot(position(from.x())); at <= last; at++) {
        Series.Point here = between(from, to, x, at);
        for (int dot = y.dot(here.low()); dot <= y.dot(here.high()); dot++) {
          if ((at + 2 * dot) % 4 == 0) {
            dots.set(at, y.last() - dot, one.color());
          }
        }
        if (at % 4 < 2) {
          dots.set(at, y.fromTop(here.y()), one.color());
        }
      }
    }
  }

  private Series.Point between(Series.Point from, Series.Point to, Scale x, int at) {
    int first = x.dot(position(from.x()));
    double part = (at - first) / Math.max(1.0, x.dot(position(to.x())) - first);
    return new Series.Point(
        0,
        from.y() + part * (to.y() - from.y()),
        from.low() + part * (to.low() - from.low()),
        from.high() + part * (to.high() - from.high()),
        false);
  }

  /** The same in ASCII. */
  private void ahead(Canvas area, Scale x, Scale y) {
    for (Series one : series) {
      for (int i = 1; i < one.ahead().size(); i++) {
        Series.Point from = one.ahead().get(i - 1);
        Series.Point to = one.ahead().get(i);
        int first = x.dot(position(from.x())) / Dots.ACROSS;
        int last = x.dot(position(to.x())) / Dots.ACROSS;
        for (int column = first; column <= last; column++) {
          Series.Point here = between(from, to, x, column * Dots.ACROSS);
          int bottom = y.fromTop(here.low()) / Dots.DOWN;
          for (int row = y.fromTop(here.high()) / Dots.DOWN; row <= bottom; row++) {
            area.text(column, row, ".", Style.of(one.color()));
          }
          area.text(column, y.fromTop(here.y()) / Dots.DOWN, AHEAD, Style.of(one.color()));
        }
      }
    }
  }

  private void hints(Canvas area, Scale x, Scale y) {
    for (Series one : series) {
      for (Series.Point point : one.hints()) {
        area.text(
            x.dot(position(point.x())) / Dots.ACROSS,
            y.fromTop(point.y()) / Dots.DOWN,
            HINT,
            Style.of(one.color()));
      }
    }
  }

  /** Upright, of every other dot. */
  private static void interval(Dots dots, int x, Scale y, Series.Point point, Color color) {
    for (int dot = y.dot(point.low()); dot <= y.dot(point.high()); dot += 2) {
      dots.set(x, y.last() - dot, color);
    }
  }

  /**
   * In ASCII every point is a letter; with braille, where a line shows them, only those set apart.
   */
  private void marks(Canvas area, Scale x, Scale y, boolean onlyMarked) {
    for (Series one : series) {
      for (Series.Point point : one.points()) {
        if (point.marked() || !onlyMarked || one.look() != Series.Look.LINE) {
          area.text(
              x.dot(position(point.x())) / Dots.ACROSS,
              y.fromTop(point.y()) / Dots.DOWN,
              point.marked() ? "P" : String.valueOf(one.mark()),
              Style.BOLD.with(one.color()));
        }
      }
    }
  }

  /** An axis over dots 0 to {@code last}. */
  private record Scale(Axis axis, int last) {
    static Scale of(DoubleStream values, int last, boolean logarithmic) {
      DoubleSummaryStatistics all = values.summaryStatistics();
      boolean ratios = logarithmic && all.getMin() > 0 && all.getMax() > all.getMin();
      return new Scale(
          ratios
              ? Axis.logarithmic(all.getMin(), all.getMax())
              : Axis.linear(all.getMin(), all.getMax(), one -> Numbers.significant(one, 4)),
          last);
    }

    int dot(double value) {
      return axis.place(value, last);
    }

    int fromTop(double value) {
      return last - dot(value);
    }
  }
}
