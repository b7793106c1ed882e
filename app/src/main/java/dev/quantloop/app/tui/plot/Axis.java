package dev.quantloop.app.tui.plot;

import dev.quantloop.app.format.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * The values along one side of a plot.
 *
 * @param low value at its beginning
 * @param high value at its end
 * @param ticks values that are labelled, the more important ones first
 */
public record Axis(Scaling scaling, double low, double high, List<Tick> ticks) {
  private static final double LONGEST_PLAIN = 0.9e-4;
  private static final double[] STEPS = {1, 2, 5};
  private static final double[] SHARES = {0.5, 0.9, 0.99, 0.999, 0.9999, 0.25, 0.75, 0.05};

  public Axis {
    ticks = List.copyOf(ticks);
  }

  /** How values are spread over an axis. */
  public enum Scaling {
    LINEAR,
    LOGARITHMIC,

    /** For shares below 1: as much room for 90 to 99 % as for 0 to 90 %. */
    TAIL;

    private double position(double value) {
      return switch (this) {
        case LINEAR -> value;
        case LOGARITHMIC -> Math.log(value);
        case TAIL -> -Math.log1p(-value);
      };
    }

    private double value(double position) {
      return switch (this) {
        case LINEAR -> position;
        case LOGARITHMIC -> Math.exp(position);
        case TAIL -> -Math.expm1(-position);
      };
    }
  }

  /** A labelled value. */
  public record Tick(double value, String label) {}

  /** Labelled at both ends. */
  public static Axis linear(double low, double high, DoubleFunction<String> label) {
    List<Tick> ticks = new ArrayList<>();
    ticks.add(new Tick(high, label.apply(high)));
    if (high > low) {
      ticks.add(new Tick(low, label.apply(low)));
    }
    return new Axis(Scaling.LINEAR, low, high, ticks);
  }

  /**
   * Labelled at powers of ten, or at 1, 2, 5, 10, 20 … where it spans fewer than two of them.
   *
   * @param low above 0
   */
  public static Axis logarithmic(double low, double high) {
    List<Tick> ticks = powers(low, high, 1);
    if (ticks.size() < 2) {
      ticks = powers(low, high, STEPS.length);
    }
    return ticks.size() < 2
        ? new Axis(Scaling.LOGARITHMIC, low, high, linear(low, high, Numbers::score).ticks)
        : new Axis(Scaling.LOGARITHMIC, low, high, ticks);
  }

  private static List<Tick> powers(double low, double high, int steps) {
    List<Tick> ticks = new ArrayList<>();
    for (int power = (int) Math.floor(Math.log10(low)); Math.pow(10, power) <= high; power++) {
      for (int i = 0; i < steps; i++) {
        double value = STEPS[i] * Math.pow(10, power);
        if (value >= low && value <= high) {
          ticks.add(new Tick(value, label(value)));
        }
      }
    }
    return ticks;
  }

  /** 0.0005, but 5e-5. */
  private static String label(double value) {
    return value >= LONGEST_PLAIN
        ? Numbers.significant(value, 1)
        : String.format(Locale.ROOT, "%.0e", value).replace("e-0", "e-");
  }

  /**
   * Shares of a whole, for the percentiles of something, labelled in per cent.
   *
   * @param scaling LINEAR or TAIL
   */
  public static Axis shares(Scaling scaling, double low, double high) {
    List<Tick> ticks = new ArrayList<>();
    for (double share : SHARES) {
      if (share >= low && share <= high) {
        ticks.add(new Tick(share, percent(share)));
      }
    }
    return new Axis(scaling, low, high, ticks);
  }

  private static String percent(double share) {
    return Numbers.percent(share, share > 0.9999 - 1e-9 ? 2 : share > 0.99 ? 1 : 0);
  }

  /** Where a value stands: 0 at the low end, 1 at the high end, which it never leaves. */
  double part(double value) {
    double from = scaling.position(low);
    double to = scaling.position(high);
    double part = (scaling.position(Math.max(low, Math.min(high, value))) - from) / (to - from);
    return to > from ? part : 0.5;
  }

  /** The value that stands there. */
  double at(double part) {
    double from = scaling.position(low);
    return scaling.value(from + part * (scaling.position(high) - from));
  }

  /** The nearest of the places 0 to {@code last}. */
  int place(double value, int last) {
    return (int) Math.round(part(value) * last);
  }
}
