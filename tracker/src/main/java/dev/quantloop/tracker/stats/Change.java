package dev.quantloop.tracker.stats;

import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How a figure changes from one quant to another: relative (0.02 = 2 % higher) where {@link
 * Figure#isComparedByRatio}, else the difference.
 *
 * @param interval at 95 %
 * @param p of no change, two-sided; the interval excludes 0 where it is below 0.05
 */
public record Change(double value, Interval interval, double p) {

  /** That of a change which is looked at once and alone. */
  public static final double LEVEL = 0.05;

  /**
   * The same with an interval of another level.
   *
   * @param freedom degrees of freedom of the error
   * @param from the level of the interval: that excludes 0 where p is below it
   * @param to another
   */
  public Change atLevel(Figure figure, double freedom, double from, double to) {
    Scale scale = Scale.of(figure);
    TDistribution t = TDistribution.of(freedom);
    double wider = t.inverseSurvivalProbability(to / 2) / t.inverseSurvivalProbability(from / 2);
    double centre = scale.difference(value);
    return new Change(
        value,
        new Interval(
            scale.change(centre - wider * (centre - scale.difference(interval.low()))),
            scale.change(centre + wider * (scale.difference(interval.high()) - centre))),
        p);
  }

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
    if (adjustedP >= LEVEL || value == 0 || figure.better() == Figure.Better.NEITHER) {
      return Outcome.NO_DETECTABLE_DIFFERENCE;
    }
    boolean fell = value < 0;
    return fell == (figure.better() == Figure.Better.LOWER) ? Outcome.IMPROVED : Outcome.WORSE;
  }
}
