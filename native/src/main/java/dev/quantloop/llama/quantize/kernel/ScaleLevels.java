package dev.quantloop.llama.quantize.kernel;

import java.util.Arrays;

/**
 * Some scales, none negative, as multiples of one unit, as ggml's {@code make_qp_quants} finds
 * them. Few values at a time: plain arithmetic in ggml's order.
 */
final class ScaleLevels {
  private static final int TRIES = 4;
  private static final int MOST_ROUNDS = 5;

  private final int count;
  private final int most;
  private final int[] levels;
  private float sumLx;
  private float sumL2;

  ScaleLevels(int count, int most) {
    this.count = count;
    this.most = most;
    this.levels = new int[count];
  }

  int level(int i) {
    return levels[i];
  }

  /** The unit for the scales and weights from {@code at} on. */
  float fit(float[] x, float[] weight, int at) {
    float largest = 0;
    for (int i = at; i < at + count; i++) {
      largest = largest > x[i] ? largest : x[i];
    }
    if (largest < ScaleSearch.ALL_ZERO) {
      Arrays.fill(levels, 0);
      return 0;
    }
    float inverse = bestInverse(x, weight, at, largest);
    sumLx = 0;
    sumL2 = 0;
    for (int i = 0; i < count; i++) {
      int l = Math.min(most, nearest(inverse * x[at + i]));
      levels[i] = l;
      sumLx += weight[at + i] * x[at + i] * l;
      sumL2 += weight[at + i] * l * l;
    }
    for (int round = 0; round < MOST_ROUNDS && improve(x, weight, at); round++) {
      // Until nothing changes.
    }
    return sumL2 > 0 ? sumLx / sumL2 : 0;
  }

  private float bestInverse(float[] x, float[] weight, int at, float largest) {
    float best = most / largest;
    float leastError = error(x, weight, at, best, false);
    for (int step = -TRIES; step <= TRIES; step++) {
      if (step != 0) {
        float inverse = (0.1f * step + most) / largest;
        float error = error(x, weight, at, inverse, true);
        if (error < leastError) {
          leastError = error;
          best = inverse;
        }
      }
    }
    return best;
  }

  private float error(float[] x, float[] weight, int at, float inverse, boolean bounded) {
    float scale = 1 / inverse;
    float error = 0;
    for (int i = at; i < at + count; i++) {
      int l = nearest(inverse * x[i]);
      float difference = x[i] - scale * (bounded ? Math.min(most, l) : l);
      error += weight[i] * difference * difference;
    }
    return error;
  }

  /** Moves single levels; whether any was moved. */
  private boolean improve(float[] x, float[] weight, int at) {
    boolean changed = false;
    for (int i = 0; i < count; i++) {
      float w = weight[at + i];
      float lx = sumLx - w * x[at + i] * levels[i];
      float l2 = sumL2 - w * levels[i] * levels[i];
      if (lx > 0 && l2 > 0) {
        int l = Math.min(most, nearest(x[at + i] * l2 / lx));
        if (l != levels[i]) {
          lx += w * x[at + i] * l;
          l2 += w * l * l;
          if (lx * lx * sumL2 > sumLx * sumLx * l2) {
            levels[i] = l;
            sumLx = lx;
            sumL2 = l2;
            changed = true;
          }
        }
      }
    }
    return changed;
  }

  /** To the nearest whole number, ties to even, as ggml reads it from the bits of a sum. */
  static int nearest(float value) {
    return (Float.floatToRawIntBits(value + ScaleSearch.ROUNDING) & 0x7fffff) - 0x400000;
  }
}
