package dev.quantloop.llama.quantize.kernel;

/** The inner loops of {@link ScaleSearch}, each over the same element of many blocks. */
final class ScaleLoops {
  /** Added and subtracted again, it rounds a float to the nearest whole number, ties to even. */
  static final float ROUNDING = 12582912f;

  private ScaleLoops() {}

  static void multiply(float[] x, float[] y, float[] into, int n) {
    for (int b = 0; b < n; b++) {
      into[b] = y[b] * x[b];
    }
  }

  static void sum(float[] x, float[] sums, int n) {
    for (int b = 0; b < n; b++) {
      sums[b] += x[b];
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
      float most,
      float[] sumLx,
      float[] sumL2,
      int n) {
    for (int b = 0; b < n; b++) {
      float l = Math.min((inverse[b] * x[b] + ROUNDING) - ROUNDING, most);
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
      float least,
      float most,
      float[] sumLx,
      float[] sumL2,
      int n) {
    for (int b = 0; b < n; b++) {
      float l = Math.max(Math.min((inverse[b] * x[b] + ROUNDING) - ROUNDING, most), least);
      sumLx[b] += weighted[b] * l;
      sumL2[b] += weight[b] * l * l;
    }
  }

  /** l − least, with l = x/d in whole numbers. */
  static void levels(float[] x, float[] inverse, float least, float most, float[] into, int n) {
    for (int b = 0; b < n; b++) {
      float l = Math.max(Math.min((inverse[b] * x[b] + ROUNDING) - ROUNDING, most), least);
      into[b] = l - least;
    }
  }

  /** The same, rounded from a quotient. */
  static void quotients(float[] x, float[] d, float least, float most, float[] into, int n) {
    for (int b = 0; b < n; b++) {
      float l = Math.max(Math.min((x[b] / d[b] + ROUNDING) - ROUNDING, most), least);
      into[b] = l - least;
    }
  }
}
