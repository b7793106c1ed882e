package dev.quantloop.tracker.stats;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Holm's step-down correction for several comparisons with one reference. */
public final class Holm {
  private Holm() {}

  /**
   * The adjusted p of each comparison. Taking those below 0.05 for real errs in any of them at most
   * 5 times in 100.
   */
  public static double[] adjust(double[] p) {
    double[] adjusted = factors(p);
    Arrays.setAll(adjusted, i -> Math.min(1, adjusted[i] * p[i]));
    return adjusted;
  }

  /** How many times as large as p the adjusted p is, where that is not above 1. */
  public static double[] factors(double[] p) {
    int[] ascending =
        IntStream.range(0, p.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> p[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] factors = new double[p.length];
    double least = 0;
    for (int rank = 0; rank < p.length; rank++) {
      int at = ascending[rank];
      int left = p.length - rank;
      least = Math.max(least, left * p[at]);
      factors[at] = p[at] > 0 ? least / p[at] : left;
    }
    return factors;
  }
}
