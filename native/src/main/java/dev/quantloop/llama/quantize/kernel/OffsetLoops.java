package dev.quantloop.llama.quantize.kernel;

/** The inner loops of {@link OffsetSearch}, each over the same element of many blocks. */
final class OffsetLoops {
  private static final float ROUNDING = ScaleLoops.ROUNDING;

  private OffsetLoops() {}

  /** sumW += w, sumX += w·x. */
  static void sum(float[] x, float[] weight, float[] sumW, float[] sumX, int n) {
    for (int b = 0; b < n; b++) {
      sumW[b] += weight[b];
      sumX[b] += weight[b] * x[b];
    }
  }

  static void divide(float numerator, float[] most, float[] least, float[] into, int n) {
    for (int b = 0; b < n; b++) {
      into[b] = numerator / (most[b] - least[b]);
    }
  }

  /** l = (x − least)/d in whole numbers from 0 to {@code most}. */
  static void round(float[] x, float[] inverse, float[] least, float most, float[] l, int n) {
    for (int b = 0; b < n; b++) {
      l[b] = Math.max(Math.min((inverse[b] * (x[b] - least[b]) + ROUNDING) - ROUNDING, most), 0f);
    }
  }

  /** sumL += w·l, sumL2 += w·l², sumXl += w·l·x. */
  static void sum(
      float[] x, float[] weight, float[] l, float[] sumL, float[] sumL2, float[] sumXl, int n) {
    for (int b = 0; b < n; b++) {
      float wl = weight[b] * l[b];
      sumL[b] += wl;
      sumL2[b] += wl * l[b];
      sumXl[b] += wl * x[b];
    }
  }

  /** error += w·(scale·l + least − x)². */
  static void addError(
      float[] x, float[] weight, float[] l, float[] scale, float[] least, float[] error, int n) {
    for (int b = 0; b < n; b++) {
      float difference = (scale[b] * l[b] + least[b]) - x[b];
      error[b] += weight[b] * (difference * difference);
    }
  }

  /** l = (x + offset)/scale in whole numbers from 0 to {@code most}. */
  static void roundBack(float[] x, float[] scale, float[] offset, float most, float[] l, int n) {
    for (int b = 0; b < n; b++) {
      l[b] = Math.max(Math.min(((x[b] + offset[b]) / scale[b] + ROUNDING) - ROUNDING, most), 0f);
    }
  }
}
