package dev.quantloop.tracker.stats;

import java.util.List;
import java.util.Optional;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The mean over tokens, and its 95 % interval from how much their clusters differ: linearized, as
 * survey statistics does it for ratios (Cochran, Sampling Techniques), with Student's t.
 *
 * @param interval empty with fewer than {@link PairedComparison#LEAST_CLUSTERS} clusters, and where
 *     a stratum has only one
 */
public record ClusterMean(double mean, Optional<Interval> interval) {
  private static final double LEVEL = 0.95;

  /**
   * @param strata of the text
   * @param sums of each chunk, stratum after stratum
   * @param counts of each chunk, likewise: its tokens, or what else the mean is a ratio to
   */
  public static ClusterMean of(List<Stratum> strata, double[] sums, double[] counts) {
    double total = 0;
    double count = 0;
    for (int chunk = 0; chunk < sums.length; chunk++) {
      total += sums[chunk];
      count += counts[chunk];
    }
    double mean = total / count;
    double variance = 0;
    int freedom = 0;
    int clusters = 0;
    boolean single = false;
    int first = 0;
    for (Stratum stratum : strata) {
      int n = stratum.clusters();
      double[] rest = new double[n];
      for (int i = 0; i < stratum.chunks(); i++) {
        rest[stratum.clusterOfChunk()[i]] += sums[first + i] - mean * counts[first + i];
      }
      first += stratum.chunks();
      variance += n > 1 ? (double) n / (n - 1) * squares(rest) : 0;
      freedom += n - 1;
      clusters += n;
      single |= n == 1;
    }
    if (clusters < PairedComparison.LEAST_CLUSTERS || single) {
      return new ClusterMean(mean, Optional.empty());
    }
    double reach =
        TDistribution.of(freedom).inverseSurvivalProbability((1 - LEVEL) / 2)
            * Math.sqrt(variance)
            / count;
    return new ClusterMean(mean, Optional.of(new Interval(mean - reach, mean + reach)));
  }

  /** Of the deviations from their mean. */
  private static double squares(double[] values) {
    double mean = 0;
    for (double value : values) {
      mean += value / values.length;
    }
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return squares;
  }
}
