package dev.quantloop.tracker.stats;

import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The standard error of something resampled, with the quantiles of Student's t that belong to as
 * few clusters.
 */
record StandardError(double value, int freedom) {

  /** Empty where a resampled value is not finite. */
  static Optional<StandardError> of(double[] resampled, Sample sample) {
    double mean = Arrays.stream(resampled).average().orElseThrow();
    double squares = Arrays.stream(resampled).map(v -> (v - mean) * (v - mean)).sum();
    double variance = squares / (resampled.length - 1);
    // m draws from m clusters vary as if the variance were divided by m, not by m - 1
    double unbiased = variance * sample.clusters() / sample.freedom();
    return Double.isFinite(unbiased)
        ? Optional.of(new StandardError(Math.sqrt(unbiased), sample.freedom()))
        : Optional.empty();
  }

  /** At 95 %. */
  Interval around(double centre) {
    double reach = t().inverseCumulativeProbability(0.975) * value;
    return new Interval(centre - reach, centre + reach);
  }

  /** The two-sided p of a true value of 0. */
  double p(double found) {
    return found == 0 ? 1 : 2 * t().survivalProbability(Math.abs(found) / value);
  }

  private TDistribution t() {
    return TDistribution.of(freedom);
  }
}
