package dev.quantloop.llama.imatrix.statistics;

/** Ranks of values, from 0; equal values share the mean of theirs. */
final class Ranks {
  private static final int DIGIT_BITS = 11;
  private static final int DIGITS = 1 << DIGIT_BITS;

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
    keys = sorted(keys, indexBits);
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

  /** Sorts by the bits from {@code shift} on, digit by digit from the lowest: a radix sort. */
  private static long[] sorted(long[] keys, int shift) {
    long[] from = keys;
    long[] to = new long[keys.length];
    for (int low = shift; low < Long.SIZE - 1; low += DIGIT_BITS) {
      int[] starts = new int[DIGITS + 1];
      for (long key : from) {
        starts[digit(key, low) + 1]++;
      }
      for (int digit = 0; digit < DIGITS; digit++) {
        starts[digit + 1] += starts[digit];
      }
      for (long key : from) {
        to[starts[digit(key, low)]++] = key;
      }
      long[] sorted = to;
      to = from;
      from = sorted;
    }
    return from;
  }

  private static int digit(long key, int low) {
    return (int) (key >>> low) & DIGITS - 1;
  }
}
