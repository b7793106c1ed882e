package dev.quantloop.tracker.stats;

import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.TDistribution;

/** Which change of a figure an evaluation can find in 80 of 100 cases, at 95 % confidence. */
public final class DetectableChange {
  private static final double POWER = 0.8;

  private DetectableChange() {}

  /**
   * Estimated from two quants that were evaluated before; empty where {@link PairedComparison} is.
   *
   * @param clusters how many the planned evaluation has, at least {@link
   *     PairedComparison#LEAST_CLUSTERS}
   */
  public static OptionalDouble of(Figure figure, Resampled from, Resampled to, int clusters) {
    return PairedComparison.error(figure, from, to).stream()
        .mapToDouble(error -> of(error.value(), from.clusters(), clusters))
        .findFirst();
  }

  /**
   * Estimated from the standard error of a change that was measured before.
   *
   * @param error relative (0.01 = 1 %), with {@code measured} clusters
   * @param clusters how many the planned evaluation has
   */
  public static double of(double error, int measured, int clusters) {
    TDistribution t = TDistribution.of(clusters - 1);
    double planned = error * Math.sqrt((double) measured / clusters);
    return Math.expm1(
        planned * (t.inverseCumulativeProbability(0.975) + t.inverseCumulativeProbability(POWER)));
  }
}
