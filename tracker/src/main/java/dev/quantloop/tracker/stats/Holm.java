package dev.quantloop.tracker.stats;

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
    int[] ascending =
        IntStream.range(0, p.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> p[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] adjusted = new double[p.length];
    double least = 0;
    for (int rank = 0; rank < p.length; rank++) {
      least = Math.max(least, Math.min(1, (p.length - rank) * p[ascending[rank]]));
      adjusted[ascending[rank]] = least;
    }
    return adjusted;
  }
}
