package dev.quantloop.tracker.export;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * An axis from one place of a drawing to another.
 *
 * @param least the value at {@code from}
 * @param most the value at {@code to}
 * @param zero on a logarithmic axis: the value whose place stands for 0; NaN where there is no 0
 */
record SvgAxis(
    double from, double to, double least, double most, boolean logarithmic, double zero) {
  private static final double MARGIN = 0.04;
  private static final int MOST_TICKS = 8;

  /** Of values of which at least one is finite; some room stays at both ends. */
  static SvgAxis of(DoubleStream values, boolean logarithmic, double from, double to) {
    double[] all = values.filter(Double::isFinite).toArray();
    DoubleSummaryStatistics range = DoubleStream.of(all).summaryStatistics();
    if (!logarithmic || DoubleStream.of(all).noneMatch(value -> value > 0)) {
      double room = MARGIN * (range.getMax() - range.getMin());
      double spare = room > 0 ? room : Math.max(1e-9, Math.abs(range.getMax()) * MARGIN);
      return new SvgAxis(
          from, to, range.getMin() - spare, range.getMax() + spare, false, Double.NaN);
    }
    double smallest = DoubleStream.of(all).filter(value -> value > 0).min().getAsDouble();
    double zero = DoubleStream.of(all).anyMatch(value -> value <= 0) ? smallest / 2 : Double.NaN;
    double least = Double.isNaN(zero) ? smallest : zero;
    double spare = Math.max(1.01, Math.pow(range.getMax() / least, MARGIN));
    return new SvgAxis(from, to, least / spare, range.getMax() * spare, true, zero);
  }

  double place(double value) {
    double at = logarithmic && value <= 0 ? zero : value;
    double part =
        logarithmic ? Math.log(at / least) / Math.log(most / least) : (at - least) / (most - least);
    return from + part * (to - from);
  }

  /** Round values within it; a 0 is among them where the axis has one apart. */
  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    if (!Double.isNaN(zero)) {
      ticks.add(0.0);
    }
    ticks.addAll(logarithmic && most / least > 8 ? ratios() : steps());
    return ticks;
  }

  private List<Double> steps() {
    double wanted = (most - least) / MOST_TICKS;
    double decade = Math.pow(10, Math.floor(Math.log10(wanted)));
    double step =
        DoubleStream.of(1, 2, 5, 10)
            .map(factor -> factor * decade)
            .filter(size -> size >= wanted)
            .findFirst()
            .orElse(10 * decade);
    List<Double> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(least / step); i * step <= most; i++) {
      ticks.add(i * step);
    }
    ticks.removeIf(tick -> logarithmic && tick <= zero);
    return ticks;
  }

  /** Powers of 10, and of these 2 and 5 times as much where there is room. */
  private List<Double> ratios() {
    int first = (int) Math.floor(Math.log10(least));
    int last = (int) Math.ceil(Math.log10(most));
    double[] factors = last - first <= 3 ? new double[] {1, 2, 5} : new double[] {1};
    List<Double> ticks = new ArrayList<>();
    for (int power = first; power <= last; power++) {
      for (double factor : factors) {
        double tick = factor * Math.pow(10, power);
        boolean apart = Double.isNaN(zero) || tick > 1.3 * zero;
        if (tick >= least && tick <= most && apart) {
          ticks.add(tick);
        }
      }
    }
    return ticks;
  }

  /** 0.05, 12, 20k, 3.5M. */
  static String label(double value) {
    double size = Math.abs(value);
    if (size >= 1e9) {
      return plain(value / 1e9) + "G";
    } else if (size >= 1e6) {
      return plain(value / 1e6) + "M";
    }
    return size >= 10_000 ? plain(value / 1000) + "k" : plain(value);
  }

  private static String plain(double value) {
    String text = String.format(Locale.US, "%.6f", value);
    return text.replaceFirst("\\.?0+$", "");
  }
}
