package dev.quantloop.llama.quantize;

import java.util.Arrays;

/**
 * The quantization error of rows of w that came out as q: the sums Σ v·(q − w)² and Σ v·w² over
 * their elements, with v the mean square of the activations that meet the column. Added up by
 * column, which the JIT compiler turns into vector instructions. Not thread-safe.
 */
final class ErrorSums {
  private float[] errors = new float[0];
  private float[] squares = new float[0];

  /** The two sums, for a part of a tensor. */
  record Sums(double error, double square) {
    static final Sums NONE = new Sums(0, 0);

    Sums plus(Sums other) {
      return new Sums(error + other.error, square + other.square);
    }

    /** The share of the error; 0 where nothing weighs anything. */
    double relative() {
      return square == 0 ? 0 : error / square;
    }
  }

  /**
   * @param rows whose columns are {@code importance.length}, one after the other
   * @param quantized the same after quantizing
   * @param count of the rows, few enough that sums in float do
   */
  Sums of(float[] rows, float[] quantized, int count, float[] importance) {
    int columns = importance.length;
    if (errors.length != columns) {
      errors = new float[columns];
      squares = new float[columns];
    }
    Arrays.fill(errors, 0);
    Arrays.fill(squares, 0);
    for (int row = 0; row < count; row++) {
      add(rows, quantized, row * columns, errors, squares, columns);
    }
    double error = 0;
    double square = 0;
    for (int i = 0; i < columns; i++) {
      error += (double) importance[i] * errors[i];
      square += (double) importance[i] * squares[i];
    }
    return new Sums(error, square);
  }

  private static void add(
      float[] rows, float[] quantized, int from, float[] errors, float[] squares, int columns) {
    for (int i = 0; i < columns; i++) {
      float value = rows[from + i];
      float off = quantized[from + i] - value;
      errors[i] += off * off;
      squares[i] += value * value;
    }
  }
}
