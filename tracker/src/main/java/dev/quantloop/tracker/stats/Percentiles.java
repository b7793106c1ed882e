package dev.quantloop.tracker.stats;

import java.util.Arrays;

/**
 * Percentiles that interpolate linearly between order statistics, as llama-perplexity and NumPy's
 * default do. Immutable.
 */
public final class Percentiles {
  private final float[] sorted;

  private Percentiles(float[] sorted) {
    this.sorted = sorted;
  }

  /**
   * @param values at least one, none NaN; left as they are
   */
  public static Percentiles of(float[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("percentiles need at least one value");
    }
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    return new Percentiles(sorted);
  }

  /**
   * The value at index q·(n−1) of the sorted values.
   *
   * @param q 0 (minimum) to 1 (maximum)
   */
  public double at(double q) {
    double index = q * (sorted.length - 1);
    int below = (int) index;
    int above = Math.min(below + 1, sorted.length - 1);
    double weight = index - below;
    return (1 - weight) * sorted[below] + weight * sorted[above];
  }

  /** The share of values that are not above {@code value}, 0 to 1. */
  public double shareUpTo(double value) {
    int from = 0;
    int to = sorted.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (sorted[middle] <= value) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return (double) from / sorted.length;
  }
}
