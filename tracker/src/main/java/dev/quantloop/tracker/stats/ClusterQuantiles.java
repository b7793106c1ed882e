package dev.quantloop.tracker.stats;

import java.util.Arrays;

/**
 * Exact percentiles of values whose clusters are taken several times or not at all. The values are
 * sorted once. At every so many of them stands how many of each cluster are lower, so that a
 * percentile takes a search over these marks, each a product with the weights, and a scan from the
 * mark to the next. Immutable.
 */
final class ClusterQuantiles {
  private static final int LEAST_STEP = 512;
  private static final int MOST_COUNTS = 1 << 22;

  /** Value (sortable bits) in the upper half, cluster in the lower, ascending. */
  private final long[] sorted;

  private final int step;
  private final int[][] lowerAtMark;

  /**
   * @param values none NaN
   * @param clusters the cluster of each
   */
  ClusterQuantiles(float[] values, int[] clusters, int clusterCount) {
    this.sorted = new long[values.length];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = (long) sortable(values[i]) << 32 | clusters[i];
    }
    Arrays.parallelSort(sorted);
    this.step = (int) Math.max(LEAST_STEP, (long) sorted.length * clusterCount / MOST_COUNTS);
    this.lowerAtMark = new int[(sorted.length - 1) / step + 1][];
    int[] lower = new int[clusterCount];
    for (int i = 0; i < sorted.length; i++) {
      if (i % step == 0) {
        lowerAtMark[i / step] = lower.clone();
      }
      lower[(int) sorted[i]]++;
    }
  }

  /**
   * As {@link Percentiles#at} of the values, each as often as its cluster's weight says.
   *
   * @param count of these values, above 0
   */
  double at(double q, int[] weights, long count) {
    double index = q * (count - 1);
    long below = (long) index;
    double weight = index - below;
    int mark = lastMarkNotAbove(below, weights);
    long rank = lower(mark, weights);
    int i = mark * step;
    while (rank + weights[(int) sorted[i]] <= below) {
      rank += weights[(int) sorted[i++]];
    }
    float low = value(sorted[i]);
    rank += weights[(int) sorted[i]];
    while (rank <= below + 1 && i < sorted.length - 1 && below + 1 < count) {
      rank += weights[(int) sorted[++i]];
    }
    return (1 - weight) * low + weight * value(sorted[i]);
  }

  /** The last mark with at most so many lower values. */
  private int lastMarkNotAbove(long rank, int[] weights) {
    int from = 0;
    int to = lowerAtMark.length;
    while (to - from > 1) {
      int middle = (from + to) >>> 1;
      if (lower(middle, weights) <= rank) {
        from = middle;
      } else {
        to = middle;
      }
    }
    return from;
  }

  private long lower(int mark, int[] weights) {
    int[] lower = lowerAtMark[mark];
    long sum = 0;
    for (int c = 0; c < lower.length; c++) {
      sum += (long) weights[c] * lower[c];
    }
    return sum;
  }

  private static int sortable(float value) {
    int bits = Float.floatToIntBits(value);
    return bits ^ (bits >> 31 & Integer.MAX_VALUE);
  }

  private static float value(long sorted) {
    int bits = (int) (sorted >> 32);
    return Float.intBitsToFloat(bits ^ (bits >> 31 & Integer.MAX_VALUE));
  }
}
