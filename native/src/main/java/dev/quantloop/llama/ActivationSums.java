package dev.quantloop.llama;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Sums of squares of one weight's input, per matrix and column, in double. Rows are added as floats
 * eight at a time before they join the doubles: each partial sum stays exact to about 4e-7, and the
 * loops vectorize.
 */
final class ActivationSums {
  private static final int ROWS_PER_FLOAT_SUM = 8;

  private final int columns;
  private final boolean routed;
  private final double[][] sums;
  private final long[] counts;
  private final float[] row;
  private final float[] partial;

  /**
   * @param matrices matrices of the weight: 1 for a plain one
   * @param routed whether tokens are routed to the matrices (experts), each with its own count
   */
  ActivationSums(int columns, int matrices, boolean routed) {
    this.columns = columns;
    this.routed = routed;
    this.sums = new double[matrices][];
    this.counts = new long[matrices];
    this.row = new float[columns];
    this.partial = new float[columns];
  }

  int columns() {
    return columns;
  }

  int matrices() {
    return sums.length;
  }

  boolean routed() {
    return routed;
  }

  /** Rows (tokens) seen by a matrix. */
  long count(int matrix) {
    return counts[matrix];
  }

  /** Sum of squares per column; zeros for one that saw no token. */
  double[] sums(int matrix) {
    return sums[matrix] == null ? new double[columns] : sums[matrix];
  }

  /** Adds rows that lie {@code stride} floats apart, from float {@code start} on. */
  void addRows(int matrix, FloatBuffer data, int start, int stride, int rows) {
    double[] sum = touch(matrix);
    for (int first = 0; first < rows; first += ROWS_PER_FLOAT_SUM) {
      int end = Math.min(first + ROWS_PER_FLOAT_SUM, rows);
      Arrays.fill(partial, 0f);
      for (int r = first; r < end; r++) {
        data.get(start + r * stride, row, 0, columns);
        addSquares(row, partial);
      }
      addPartial(partial, sum);
    }
    counts[matrix] += rows;
  }

  /** Adds one row, for experts that see their tokens one by one. */
  void addRow(int matrix, FloatBuffer data, int start) {
    data.get(start, row, 0, columns);
    addSquares(row, touch(matrix));
    counts[matrix]++;
  }

  private double[] touch(int matrix) {
    if (sums[matrix] == null) {
      sums[matrix] = new double[columns];
    }
    return sums[matrix];
  }

  private static void addSquares(float[] values, float[] sum) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] += values[j] * values[j];
    }
  }

  private static void addSquares(float[] values, double[] sum) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] += (double) values[j] * values[j];
    }
  }

  private static void addPartial(float[] values, double[] sum) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] += values[j];
    }
  }
}
