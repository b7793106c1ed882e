package dev.quantloop.app.tui.screen.iteration;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.plot.Axis;
import dev.quantloop.app.tui.plot.Bars;
import dev.quantloop.app.tui.plot.Curves;
import dev.quantloop.app.tui.plot.Curves.Curve;
import dev.quantloop.tracker.stats.Percentiles;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** Plots of how divergences are spread. */
public final class KldPlots {
  private static final double LOWEST_SHARE = 0.05;
  private static final double LEFT_END = 0.01;
  private static final double HIGHEST_SHARE = 0.9999;
  private static final double LOWEST_CHANGE = 0.25;
  private static final double HIGHEST_CHANGE = 0.999;
  private static final double CHANGE_STEP = 0.005;
  private static final double SMALLEST_KLD = 1e-9;
  private static final double[] LANDMARKS = {0.5, 0.9, 0.99, 0.95};

  private KldPlots() {}

  /** Divergences under a name. */
  public record Named(String name, char mark, Color color, Percentiles kld) {}

  /**
   * The percentile curves, from the 5th percentile on: what is below says nothing.
   *
   * @param tail whether the highest percentiles have most of the room
   */
  public static Curves curves(List<Named> all, boolean tail) {
    double low = Double.POSITIVE_INFINITY;
    double high = SMALLEST_KLD;
    List<Curve> curves = new ArrayList<>();
    for (Named one : all) {
      low = Math.min(low, lowest(one.kld()));
      high = Math.max(high, one.kld().at(HIGHEST_SHARE));
      curves.add(new Curve(one.name(), one.mark(), one.color(), one.kld()::at));
    }
    return new Curves(
        curves, shares(tail, LOWEST_SHARE), Axis.logarithmic(Math.min(low, high), high));
  }

  /**
   * How much each one's percentiles differ from those of the first, in per cent; from the first
   * quartile on, for the small divergences below differ by chance.
   *
   * @param tail whether the highest percentiles have most of the room
   */
  public static Curves relative(List<Named> all, boolean tail) {
    Percentiles first = all.get(0).kld();
    double low = 0;
    double high = 0;
    List<Curve> curves = new ArrayList<>();
    for (Named one : all) {
      DoubleUnaryOperator change = q -> change(first.at(q), one.kld().at(q));
      curves.add(new Curve(one.name(), one.mark(), one.color(), change));
      for (double q = LOWEST_CHANGE; q < HIGHEST_CHANGE; q += CHANGE_STEP) {
        low = Math.min(low, change.applyAsDouble(q));
        high = Math.max(high, change.applyAsDouble(q));
      }
    }
    return new Curves(curves, shares(tail, LOWEST_CHANGE), changes(low, high));
  }

  private static Axis changes(double low, double high) {
    List<Axis.Tick> ticks = new ArrayList<>();
    for (double change : new double[] {0, high, low}) {
      ticks.add(new Axis.Tick(change, change == 0 ? "0 %" : Numbers.change(change, 1)));
    }
    return new Axis(Axis.Scaling.LINEAR, low, high, ticks);
  }

  public static Bars histogram(Percentiles kld) {
    List<Axis.Tick> landmarks = new ArrayList<>();
    for (double q : LANDMARKS) {
      landmarks.add(new Axis.Tick(kld.at(q), Numbers.percent(q, 0)));
    }
    double low = Math.max(SMALLEST_KLD, kld.at(LEFT_END));
    Axis x = Axis.logarithmic(low, Math.max(low, kld.at(1)));
    return new Bars(kld::shareUpTo, x, Color.CYAN, landmarks);
  }

  /** On a logarithmic axis; divergences of nothing, or less by rounding, stand at its end. */
  private static double lowest(Percentiles kld) {
    return Math.max(SMALLEST_KLD, kld.at(LOWEST_SHARE));
  }

  private static double change(double before, double after) {
    return before > 0 ? after / before - 1 : 0;
  }

  private static Axis shares(boolean tail, double from) {
    return Axis.shares(tail ? Axis.Scaling.TAIL : Axis.Scaling.LINEAR, from, HIGHEST_SHARE);
  }
}
