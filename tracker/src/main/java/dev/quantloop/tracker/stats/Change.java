package dev.quantloop.tracker.stats;

/**
 * How a figure changes from one quant to another: relative (0.02 = 2 % higher) where {@link
 * Figure#isComparedByRatio}, else the difference.
 *
 * @param interval at 95 %
 * @param p of no change, two-sided; the interval excludes 0 where it is below 0.05
 */
public record Change(double value, Interval interval, double p) {

  /** What it says about the second quant. */
  public Outcome outcome(Figure figure) {
    return outcome(figure, p);
  }

  /**
   * Likewise where it is one of many comparisons.
   *
   * @param adjustedP by {@link Holm}
   */
  public Outcome outcome(Figure figure, double adjustedP) {
    if (adjustedP >= 0.05 || value == 0 || figure.better() == Figure.Better.NEITHER) {
      return Outcome.NO_DETECTABLE_DIFFERENCE;
    }
    boolean fell = value < 0;
    return fell == (figure.better() == Figure.Better.LOWER) ? Outcome.IMPROVED : Outcome.WORSE;
  }
}
