package dev.quantloop.app.tui.plot;

import dev.quantloop.app.tui.ViewContext;
import java.util.DoubleSummaryStatistics;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;

/** Which values are low and which are high. */
public record HeatRange(double low, double high) {
  private static final double WIDE_SPREAD = 30;

  /** Of the finite ones among them. */
  public static HeatRange of(DoubleStream values) {
    DoubleSummaryStatistics all = values.filter(Double::isFinite).summaryStatistics();
    return all.getCount() == 0 ? new HeatRange(0, 0) : new HeatRange(all.getMin(), all.getMax());
  }

  /** By ratios where values differ by that much. */
  public boolean logarithmic() {
    return low > 0 && high / low > WIDE_SPREAD;
  }

  /** From 0 for the lowest value to 1 for the highest. */
  public double part(double value) {
    if (high <= low) {
      return 0.5;
    }
    return logarithmic()
        ? Math.log(value / low) / Math.log(high / low)
        : (value - low) / (high - low);
  }

  /** What the signs of the lowest and the highest value mean. */
  public String legend(DoubleFunction<String> text, ViewContext context) {
    return "%s %s to %s %s%s"
        .formatted(
            Heat.sign(0, context),
            text.apply(low),
            Heat.sign(1, context),
            text.apply(high),
            logarithmic() ? ", by ratios" : "");
  }
}
