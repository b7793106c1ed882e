package dev.quantloop.llama.score;

/**
 * The inner loops of scoring, in the only shape that the JIT compiler of Java 17 turns into vector
 * instructions: plain loops whose arrays all share the loop's index. Hence whatever is summed or
 * compared over a row is kept in {@link #BLOCK} lanes, one for each index of a block, and brought
 * together by {@link VectorLanes} afterwards. The polynomials interpolate at Chebyshev nodes.
 */
final class VectorLoops {
  /** Elements that are worked on at a time: a few arrays of this length stay in the L1 cache. */
  static final int BLOCK = 1024;

  /** Below this, exp is taken to be exp of this, 1.6e-28: too little to count in any sum. */
  static final float LEAST_EXPONENT = -64;

  private VectorLoops() {}

  /**
   * w = exp(x − shift) for x ≤ shift, clamped at exp(−64). expm1 of a 64th of the exponent is a
   * polynomial, doubled four times as m ← m·(2 + m), which keeps results near 1 exact to the last
   * bits, and squared twice. Relative error below 2e-7 near 0, 3e-6 at exponents of −10.
   */
  static void exp(float[] x, float shift, float[] w, int n) {
    for (int i = 0; i < n; i++) {
      float y = Math.max(x[i] - shift, LEAST_EXPONENT) * 0.015625f;
      float q = 1.290763102e-04f;
      q = q * y + 1.300774958e-03f;
      q = q * y + 8.275504844e-03f;
      q = q * y + 4.164684931e-02f;
      q = q * y + 1.666634031e-01f;
      q = q * y + 4.999997973e-01f;
      q = q * y + 9.999999979e-01f;
      float m = q * y;
      m = m * (2 + m);
      m = m * (2 + m);
      m = m * (2 + m);
      m = m * (2 + m);
      float e = 1 + m;
      e = e * e;
      w[i] = e * e;
    }
  }

  /**
   * With y = ((b − c) − k)·scale, |y| ≤ 1: surplus = y + exp(−y) − 1 and decay = exp(−y) − 1, both
   * without cancellation; relative error about 2e-7.
   */
  static void surplus(
      float[] b, float[] c, float k, float scale, float[] surplus, float[] decay, int n) {
    for (int i = 0; i < n; i++) {
      float y = ((b[i] - c[i]) - k) * scale;
      float g = 2.528843490e-05f;
      g = g * y - 2.032904191e-04f;
      g = g * y + 1.388644774e-03f;
      g = g * y - 8.330886169e-03f;
      g = g * y + 4.166669721e-02f;
      g = g * y - 1.666669729e-01f;
      g = g * y + 5.000000000e-01f;
      float f = g * y * y;
      surplus[i] = f;
      decay[i] = f - y;
    }
  }

  /** From surplus and decay of y to those of 2y: 2y + e²−1 with e = 1 + m is 2·surplus + m². */
  static void doubleArgument(float[] surplus, float[] decay, int n) {
    for (int i = 0; i < n; i++) {
      float m = decay[i];
      float f = surplus[i];
      surplus[i] = f + f + m * m;
      decay[i] = m * (2 + m);
    }
  }

  /** Adds w, w·f and w·m to three lanes. */
  static void addWeighted(
      float[] w, float[] f, float[] m, float[] sumW, float[] sumWf, float[] sumWm, int n) {
    for (int i = 0; i < n; i++) {
      float x = w[i];
      sumWf[i] += x * f[i];
      sumWm[i] += x * m[i];
      sumW[i] += x;
    }
  }

  /** Largest and smallest difference b − c, largest b and largest c. */
  static void ranges(
      float[] b, float[] c, float[] maxDiff, float[] minDiff, float[] maxB, float[] maxC, int n) {
    for (int i = 0; i < n; i++) {
      float x = b[i];
      float z = c[i];
      float d = x - z;
      maxDiff[i] = Math.max(maxDiff[i], d);
      minDiff[i] = Math.min(minDiff[i], d);
      maxB[i] = Math.max(maxB[i], x);
      maxC[i] = Math.max(maxC[i], z);
    }
  }

  static void max(float[] x, float[] lanes, int n) {
    for (int i = 0; i < n; i++) {
      lanes[i] = Math.max(lanes[i], x[i]);
    }
  }

  static void add(float[] x, float[] lanes, int n) {
    for (int i = 0; i < n; i++) {
      lanes[i] += x[i];
    }
  }

  static void max(float[] x, float[] y, float[] z, float[] into, int n) {
    for (int i = 0; i < n; i++) {
      into[i] = Math.max(Math.max(into[i], x[i]), Math.max(y[i], z[i]));
    }
  }

  static void min(float[] x, float[] y, float[] z, float[] into, int n) {
    for (int i = 0; i < n; i++) {
      into[i] = Math.min(Math.min(into[i], x[i]), Math.min(y[i], z[i]));
    }
  }

  static void add(float[] x, float[] y, float[] z, float[] into, int n) {
    for (int i = 0; i < n; i++) {
      into[i] = (into[i] + x[i]) + (y[i] + z[i]);
    }
  }

  /**
   * Adds p·((logP − c) + logSumExp) where logP > −16, in llama-perplexity's order of float
   * operations. The gate is 1 above −16 and 0 elsewhere: a branch would end vectorization.
   */
  static void addCodedTerms(
      float[] logP, float[] p, float[] c, float logSumExp, float[] sum, int n) {
    for (int i = 0; i < n; i++) {
      float gate = Math.min(Math.max((logP[i] + 16) * 1e30f, 0), 1);
      sum[i] += gate * (p[i] * ((logP[i] - c[i]) + logSumExp));
    }
  }
}
