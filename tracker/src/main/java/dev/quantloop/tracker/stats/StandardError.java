package dev.quantloop.tracker.stats;

import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The standard error of something resampled, with the degrees of freedom of Student's t that few
 * clusters leave. Of bootstrap intervals this is the simplest one that covers what it states; the
 * figures are in docs/decisions.md.
 */
record StandardError(double value, int freedom) {

  /** By how much the error of one quant's figure is larger than resampling says, as measured. */
  private static final double LONG_TAIL = 1.05;

  /** Of a change of a figure. Empty where a resampled value is not finite. */
  static Optional<StandardError> ofChange(double[] resampled, Figure figure, Sample sample) {
    double factor = figure.isPercentile() ? 1 : Math.sqrt(inflation(sample));
    return of(factor, sample.freedom(), resampled);
  }

  /**
   * Of a figure of one quant: larger, for a few documents diverge much more than the others, and a
   * small sample tends to lack them; with the smallest set's degrees of freedom, for that set may
   * be the one that varies most.
   */
  static Optional<StandardError> ofFigure(double[] resampled, Sample sample) {
    return of(LONG_TAIL * inflation(sample), sample.leastClusters() - 1, resampled);
  }

  /**
   * The variance of a mean is this many times what resampling says: m draws from m clusters vary as
   * if it were divided by m, not by m − 1. That of a percentile comes out large enough.
   */
  private static double inflation(Sample sample) {
    return (double) sample.clusters() / sample.freedom();
  }

  private static Optional<StandardError> of(double factor, int freedom, double[] resampled) {
    double mean = Arrays.stream(resampled).average().orElseThrow();
    double squares = Arrays.stream(resampled).map(v -> (v - mean) * (v - mean)).sum();
    double error = factor * Math.sqrt(squares / (resampled.length - 1));
    return Double.isFinite(error)
        ? Optional.of(new StandardError(error, freedom))
        : Optional.empty();
  }

  /** At 95 %. */
  Interval around(double centre) {
    return around(centre, 0.05);
  }

  /** Of the values that are not refuted at that two-sided p. */
  Interval around(double centre, double p) {
    double reach = t().inverseSurvivalProbability(p / 2) * value;
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
