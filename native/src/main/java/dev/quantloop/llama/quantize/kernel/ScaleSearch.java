package dev.quantloop.llama.quantize.kernel;

import java.util.Arrays;

/**
 * For each block the scale, out of 19, with the least weighted error, as ggml's {@code
 * make_qx_quants} finds it: x ≈ scale·l with l from −half to half − 1.
 */
final class ScaleSearch {
  /** Added and subtracted again, it rounds a float to the nearest whole number, ties to even. */
  static final float ROUNDING = 12582912f;

  private static final int TRIES = 9;
  private static final float STEP = 0.1f;

  /** Up to this step the extremes, −half − step/10, are rounded to half − 1 at the most. */
  private static final int LAST_INSIDE = -6;

  /** Up to this step they are rounded to half at the most. */
  private static final int LAST_WITH_CAP = 4;

  /** GROUP_MAX_EPS: what is smaller counts as 0. */
  static final float ALL_ZERO = 1e-15f;

  /** 0 for blocks of next to nothing. */
  final float[] scale;

  private final BlockLanes blocks;
  private final int half;
  private final float[][] weighted;
  private final float[][] levels;
  private final float[] most;
  private final float[] least;
  private final float[] extreme;
  private final float[] inverse;
  private final float[] bestInverse;
  private final float[] sumLx;
  private final float[] sumL2;
  private final float[] best;

  ScaleSearch(BlockLanes blocks, int half) {
    this.blocks = blocks;
    this.half = half;
    this.weighted = blocks.elements();
    this.levels = blocks.elements();
    int lanes = blocks.lanes();
    this.scale = new float[lanes];
    this.most = new float[lanes];
    this.least = new float[lanes];
    this.extreme = new float[lanes];
    this.inverse = new float[lanes];
    this.bestInverse = new float[lanes];
    this.sumLx = new float[lanes];
    this.sumL2 = new float[lanes];
    this.best = new float[lanes];
  }

  /** Searches for the blocks that are loaded. */
  void run(int n) {
    findExtremes(n);
    for (int i = 0; i < blocks.size(); i++) {
      multiply(blocks.x[i], blocks.weight[i], weighted[i], n);
    }
    divide(-half, extreme, inverse, n);
    sum(0, n);
    for (int b = 0; b < n; b++) {
      scale[b] = sumL2[b] != 0 ? sumLx[b] / sumL2[b] : 0;
      best[b] = scale[b] * sumLx[b];
    }
    System.arraycopy(inverse, 0, bestInverse, 0, n);
    for (int step = -TRIES; step <= TRIES; step++) {
      if (step != 0) {
        divide(-(half + STEP * step), extreme, inverse, n);
        sum(step, n);
        keepBetter(n);
      }
    }
    for (int b = 0; b < n; b++) {
      scale[b] = isZero(b) ? 0 : scale[b];
    }
  }

  private boolean isZero(int block) {
    return Math.abs(extreme[block]) < ALL_ZERO;
  }

  /** Of each block the first element with the largest magnitude. */
  private void findExtremes(int n) {
    blocks.range(most, least, n);
    for (int b = 0; b < n; b++) {
      extreme[b] = most[b] == -least[b] ? firstOf(most[b], b) : larger(most[b], least[b]);
    }
  }

  private static float larger(float most, float least) {
    return most > -least ? most : least;
  }

  private float firstOf(float magnitude, int block) {
    int i = 0;
    while (i < blocks.size() - 1 && Math.abs(blocks.x[i][block]) != magnitude) {
      i++;
    }
    return blocks.x[i][block];
  }

  private void sum(int step, int n) {
    Arrays.fill(sumLx, 0, n, 0);
    Arrays.fill(sumL2, 0, n, 0);
    for (int i = 0; i < blocks.size(); i++) {
      add(step, i, n);
    }
  }

  private void add(int step, int i, int n) {
    float[] x = blocks.x[i];
    float[] weight = blocks.weight[i];
    if (step <= LAST_INSIDE) {
      add(x, weighted[i], weight, inverse, sumLx, sumL2, n);
    } else if (step <= LAST_WITH_CAP) {
      addCapped(x, weighted[i], weight, inverse, half - 1, sumLx, sumL2, n);
    } else {
      addBounded(x, weighted[i], weight, inverse, -half, half - 1, sumLx, sumL2, n);
    }
  }

  private void keepBetter(int n) {
    for (int b = 0; b < n; b++) {
      float lx = sumLx[b];
      float l2 = sumL2[b];
      if (l2 > 0 && lx * lx > best[b] * l2) {
        scale[b] = lx / l2;
        best[b] = scale[b] * lx;
        bestInverse[b] = inverse[b];
      }
    }
  }

  /** l + half of the best scales, 0 for blocks of next to nothing; valid until the next run. */
  float[][] levels(int n) {
    for (int i = 0; i < blocks.size(); i++) {
      levels(blocks.x[i], bestInverse, -half, half - 1, levels[i], n);
    }
    for (int b = 0; b < n; b++) {
      if (isZero(b)) {
        for (int i = 0; i < blocks.size(); i++) {
          levels[i][b] = 0;
        }
      }
    }
    return levels;
  }

  // The inner loops, each over the same element of many blocks.

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
