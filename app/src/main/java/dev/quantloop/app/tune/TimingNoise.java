package dev.quantloop.app.tune;

import dev.quantloop.app.Medians;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How much measurements of the same settings differ, as a share of the rate: one figure for all
 * settings, from all that were measured more than once, and from a prior that stands for the first
 * repeats. It is that of the usual measurement: those that other work slowed down do not raise it.
 *
 * @param deviation standard deviation of one measurement's logarithm
 * @param freedom degrees of freedom that it was estimated with
 */
record TimingNoise(double deviation, int freedom) {
  private static final double PRIOR_DEVIATION = 0.03;
  private static final int PRIOR_FREEDOM = 4;

  /** Standard deviation of the normal distribution by its median distance from the mean. */
  private static final double BY_MEDIAN_DISTANCE = 1.4826;

  /** Standard error of the median by that of the mean; of two values the two are the same. */
  private static final double MEDIAN_BY_MEAN = 1.2533;

  static TimingNoise of(Collection<TrialSummary> summaries) {
    List<Double> distances = new ArrayList<>();
    int repeats = 0;
    for (TrialSummary summary : summaries) {
      distances.addAll(summary.distances());
      repeats += summary.distances().size();
    }
    double found = distances.isEmpty() ? 0 : BY_MEDIAN_DISTANCE * Medians.of(distances);
    int freedom = PRIOR_FREEDOM + repeats;
    double squares = PRIOR_FREEDOM * PRIOR_DEVIATION * PRIOR_DEVIATION + repeats * found * found;
    return new TimingNoise(Math.sqrt(squares / freedom), freedom);
  }

  /** Half of the 95 % interval of the median of so many measurements. */
  double error(int measurements) {
    double ofMean = quantile() * deviation / Math.sqrt(measurements);
    return measurements > 2 ? MEDIAN_BY_MEAN * ofMean : ofMean;
  }

  double low(TrialSummary summary) {
    return summary.median() - error(summary.count());
  }

  double high(TrialSummary summary) {
    return summary.median() + error(summary.count());
  }

  /** 97.5 % quantile of Student's t distribution. */
  double quantile() {
    return TDistribution.of(freedom).inverseCumulativeProbability(0.975);
  }
}
