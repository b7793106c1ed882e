package dev.quantloop.llama.imatrix.statistics;

import java.util.Arrays;

/** Ranks of values, from 0; equal values share the mean of theirs. */
final class Ranks {
  private Ranks() {}

  /**
   * The ranks of values that are not negative. Sorts their bits with their index in the lowest
   * ones, several times faster than looking ranks up: values that differ by less than a float can
   * tell are taken for equal.
   */
  static double[] of(double[] values) {
    int indexBits = Integer.SIZE - Integer.numberOfLeadingZeros(values.length);
    long[] keys = new long[values.length];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = Double.doubleToLongBits(values[i]) >>> indexBits << indexBits | i;
    }
    Arrays.sort(keys);
    double[] ranks = new double[keys.length];
    int start = 0;
    for (int end = 1; end <= keys.length; end++) {
      if (end == keys.length || keys[end] >>> indexBits != keys[start] >>> indexBits) {
        for (int i = start; i < end; i++) {
          ranks[(int) (keys[i] & (1L << indexBits) - 1)] = (start + end - 1) / 2.0;
        }
        start = end;
      }
    }
    return ranks;
  }
}
