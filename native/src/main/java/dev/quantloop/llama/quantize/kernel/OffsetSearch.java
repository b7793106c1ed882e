package dev.quantloop.llama.quantize.kernel;

import java.util.Arrays;

/**
 * For each block the scale and the offset, out of 38 pairs, with the least weighted error, as
 * ggml's {@code make_qkx3_quants} finds them: x ≈ scale·l + least with l from 0 to {@code most}.
 */
final class OffsetSearch {
  private static final float ROUNDING = ScaleSearch.ROUNDING;
  private static final int STEPS = 36;
  private static final float FIRST_STEP = -0.9f;
  private static final float STEP = 0.05f;

  /** Below this the reciprocal of a block's range may overflow. */
  private static final float LEAST_RANGE = 1e-30f;

  final float[] scale;

  /** At most 0. */
  final float[] least;

  final float[] sumW;

  private final BlockLanes blocks;
  private final float levels;
  private final float[][] l;
  private final float[] most;
  private final float[] sumX;
  private final float[] inverse;
  private final float[] sumL;
  private final float[] sumL2;
  private final float[] sumXl;
  private final float[] tried;
  private final float[] triedLeast;
  private final float[] error;
  private final float[] leastError;
  private final float[] bestInverse;
  private final float[] bestFrom;
  private final boolean[] flat;

  /**
   * @param levels the largest l
   */
  OffsetSearch(BlockLanes blocks, int levels) {
    this.blocks = blocks;
    this.levels = levels;
    this.l = blocks.elements();
    int lanes = blocks.lanes();
    this.scale = new float[lanes];
    this.least = new float[lanes];
    this.sumW = new float[lanes];
    this.most = new float[lanes];
    this.sumX = new float[lanes];
    this.inverse = new float[lanes];
    this.sumL = new float[lanes];
    this.sumL2 = new float[lanes];
    this.sumXl = new float[lanes];
    this.tried = new float[lanes];
    this.triedLeast = new float[lanes];
    this.error = new float[lanes];
    this.leastError = new float[lanes];
    this.bestInverse = new float[lanes];
    this.bestFrom = new float[lanes];
    this.flat = new boolean[lanes];
  }

  /** Searches for the blocks that are loaded; false where a range is too small to tell. */
  boolean run(int n) {
    if (!begin(n)) {
      return false;
    }
    for (int step = 0; step <= STEPS; step++) {
      divide(FIRST_STEP + STEP * step + levels, most, least, inverse, n);
      round(inverse, least, n);
      Arrays.fill(sumL, 0, n, 0);
      Arrays.fill(sumL2, 0, n, 0);
      Arrays.fill(sumXl, 0, n, 0);
      for (int i = 0; i < blocks.size(); i++) {
        sum(blocks.x[i], blocks.weight[i], l[i], sumL, sumL2, sumXl, n);
      }
      fit(n);
      measure(tried, triedLeast, n);
      keepBetter(n);
    }
    return true;
  }

  private boolean begin(int n) {
    blocks.range(most, least, n);
    Arrays.fill(sumW, 0, n, 0);
    Arrays.fill(sumX, 0, n, 0);
    for (int i = 0; i < blocks.size(); i++) {
      sum(blocks.x[i], blocks.weight[i], sumW, sumX, n);
    }
    for (int b = 0; b < n; b++) {
      least[b] = least[b] == 0 ? firstZero(b) : Math.min(least[b], 0);
      flat[b] = most[b] <= least[b];
      if (!flat[b] && most[b] - least[b] < LEAST_RANGE) {
        return false;
      }
    }
    divide(levels, most, least, inverse, n);
    for (int b = 0; b < n; b++) {
      scale[b] = flat[b] ? 0 : 1 / inverse[b];
    }
    round(inverse, least, n);
    measure(scale, least, n);
    System.arraycopy(error, 0, leastError, 0, n);
    System.arraycopy(inverse, 0, bestInverse, 0, n);
    System.arraycopy(least, 0, bestFrom, 0, n);
    return true;
  }

  /** Of several zeros, which may have signs, ggml keeps the first. */
  private float firstZero(int block) {
    int i = 0;
    while (i < blocks.size() - 1 && blocks.x[i][block] != 0) {
      i++;
    }
    return blocks.x[i][block];
  }

  private void round(float[] inverse, float[] from, int n) {
    for (int i = 0; i < blocks.size(); i++) {
      round(blocks.x[i], inverse, from, levels, l[i], n);
    }
  }

  private void measure(float[] scale, float[] least, int n) {
    Arrays.fill(error, 0, n, 0);
    for (int i = 0; i < blocks.size(); i++) {
      addError(blocks.x[i], blocks.weight[i], l[i], scale, least, error, n);
    }
  }

  /** Weighted least squares for the l of this step. */
  private void fit(int n) {
    for (int b = 0; b < n; b++) {
      float determinant = sumW[b] * sumL2[b] - sumL[b] * sumL[b];
      float fitted = (sumW[b] * sumXl[b] - sumX[b] * sumL[b]) / determinant;
      float fittedLeast = (sumL2[b] * sumX[b] - sumL[b] * sumXl[b]) / determinant;
      if (fittedLeast > 0) {
        fittedLeast = 0;
        fitted = sumXl[b] / sumL2[b];
      }
      tried[b] = determinant > 0 ? fitted : Float.NaN;
      triedLeast[b] = fittedLeast;
    }
  }

  /** What could not be fitted has an error that is no number, and so is not better. */
  private void keepBetter(int n) {
    for (int b = 0; b < n; b++) {
      if (error[b] < leastError[b] && !flat[b]) {
        leastError[b] = error[b];
        scale[b] = tried[b];
        bestInverse[b] = inverse[b];
        bestFrom[b] = least[b];
        least[b] = triedLeast[b];
      }
    }
  }

  /** The l of the best pairs, whole numbers; valid until the next run. */
  float[][] levels(int n) {
    round(bestInverse, bestFrom, n);
    for (int b = 0; b < n; b++) {
      if (flat[b]) {
        for (int i = 0; i < blocks.size(); i++) {
          l[i][b] = 0;
        }
      }
    }
    return l;
  }

  // The inner loops, each over the same element of many blocks.

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
