package dev.quantloop.llama.quant;

/** The inner loops of {@link Q40Rows}, each over the same element of many blocks. */
final class Q40Loops {
  /** Added and subtracted again, it rounds a float to the nearest whole number, ties to even. */
  private static final float ROUNDING = 12582912f;

  private static final float LEAST = -8;
  private static final float MOST = 7;

  private Q40Loops() {}

  static void multiply(float[] x, float[] y, float[] into, int n) {
    for (int b = 0; b < n; b++) {
      into[b] = y[b] * x[b];
    }
  }

  static void divide(float numerator, float[] by, float[] into, int n) {
    for (int b = 0; b < n; b++) {
      into[b] = numerator / by[b];
    }
  }

  /**
   * With l = x/d in whole numbers: sumLx += w·x·l, sumL2 += w·l². For scales under which no l is
   * out of bounds.
   */
  static void add(
      float[] x,
      float[] weighted,
      float[] weight,
      float[] inverse,
      float[] sumLx,
      float[] sumL2,
      int n) {
    for (int b = 0; b < n; b++) {
      float l = (inverse[b] * x[b] + ROUNDING) - ROUNDING;
      sumLx[b] += weighted[b] * l;
      sumL2[b] += weight[b] * l * l;
    }
  }

  /** The same for scales under which l may be too large, but not too small. */
  static void addCapped(
      float[] x,
      float[] weighted,
      float[] weight,
      float[] inverse,
      float[] sumLx,
      float[] sumL2,
      int n) {
    for (int b = 0; b < n; b++) {
      float l = Math.min((inverse[b] * x[b] + ROUNDING) - ROUNDING, MOST);
      sumLx[b] += weighted[b] * l;
      sumL2[b] += weight[b] * l * l;
    }
  }

  /** The same for any scale. */
  static void addBounded(
      float[] x,
      float[] weighted,
      float[] weight,
      float[] inverse,
      float[] sumLx,
      float[] sumL2,
      int n) {
    for (int b = 0; b < n; b++) {
      float l = Math.max(Math.min((inverse[b] * x[b] + ROUNDING) - ROUNDING, MOST), LEAST);
      sumLx[b] += weighted[b] * l;
      sumL2[b] += weight[b] * l * l;
    }
  }

  /** Two elements of a block in a byte: 0 to 15 in the low half, 0 to 15 in the high half. */
  static void pack(float[] low, float[] high, float[] inverse, float[] into, int n) {
    for (int b = 0; b < n; b++) {
      float l = Math.max(Math.min((inverse[b] * low[b] + ROUNDING) - ROUNDING, MOST), LEAST);
      float h = Math.max(Math.min((inverse[b] * high[b] + ROUNDING) - ROUNDING, MOST), LEAST);
      into[b] = (l - LEAST) + 16 * (h - LEAST);
    }
  }
}
