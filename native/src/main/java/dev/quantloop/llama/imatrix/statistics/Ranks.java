package dev.quantloop.llama.imatrix.statistics;

import java.util.Arrays;

/** Ranks of values, from 0; equal values share the mean of theirs. */
final class Ranks {
  private Ranks() {}

  static double[] of(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double[] rankAt = new double[sorted.length];
    int start = 0;
    for (int i = 0; i < sorted.length; i++) {
      if (i + 1 == sorted.length || Double.compare(sorted[i], sorted[i + 1]) != 0) {
        Arrays.fill(rankAt, start, i + 1, (start + i) / 2.0);
        start = i + 1;
      }
    }
    return Arrays.stream(values).map(v -> rankAt[Arrays.binarySearch(sorted, v)]).toArray();
  }
}
