package dev.quantloop.llama.score;

import java.util.Arrays;

/**
 * Scores one row of candidate logits c against one of base logits b; one instance per thread.
 *
 * <p>With w = exp(b − max b), S = Σw, e = (b − c) − k for any constant k, and φ(e) = e + exp(−e) −
 * 1:
 *
 * <pre>
 *   D = logsumexp b − logsumexp c = k − log(1 + Σ w·(exp(−e) − 1) / S)
 *   KLD = Σ w·φ(e) / S − φ(D − k)
 * </pre>
 *
 * Every term of the sum is ≥ 0, so nothing cancels: the plain sum of p·(log p − log q) loses all
 * digits in float when the distributions are close. The last term is small when k is close to D, as
 * max b − max c mostly is; where it is not, the row is gone over again with D for k.
 *
 * <p>Against double arithmetic the KLD is off by 1e-7 of itself on average and by less than 1e-5,
 * down to KLDs of 1e-6 nats; NLLs are good to the rounding of a float. Rows with infinities, or
 * with differences beyond 32 nats, take the slow path of {@link #scoreExactly}.
 */
final class DivergenceKernel {
  private static final int BLOCKS_PER_DRAIN = 16;
  private static final float WIDEST = 32;
  private static final double TOLERATED_OFFSET = 4;

  private final VectorLanes lanes = new VectorLanes();
  private final BlockedRow base;
  private final BlockedRow candidate;
  private final float[] w = new float[VectorLoops.BLOCK];
  private final float[] surplus = new float[VectorLoops.BLOCK];
  private final float[] decay = new float[VectorLoops.BLOCK];
  private final float[] maxB = new float[VectorLoops.BLOCK];
  private final float[] maxC = new float[VectorLoops.BLOCK];
  private final float[] maxDiff = new float[VectorLoops.BLOCK];
  private final float[] minDiff = new float[VectorLoops.BLOCK];
  private final float[] sumW = new float[VectorLoops.BLOCK];
  private final float[] sumSurplus = new float[VectorLoops.BLOCK];
  private final float[] sumDecay = new float[VectorLoops.BLOCK];

  private double weight;
  private double weightedSurplus;
  private double weightedDecay;

  DivergenceKernel(int columns) {
    this.base = new BlockedRow(columns);
    this.candidate = new BlockedRow(columns);
  }

  void score(
      LogitRows baseRows, LogitRows candidateRows, int row, int target, RowScores into, int at) {
    load(baseRows, candidateRows, row);
    float topB = lanes.max(maxB);
    int first = lanes.firstMax(base, topB);
    float topC = lanes.max(maxC);
    into.sameTop[at] = first >= 0 && first == lanes.firstMax(candidate, topC);
    float k = topB - topC;
    float widest = Math.max(lanes.max(maxDiff) - k, k - lanes.min(minDiff));
    if (widest <= WIDEST && topB < Float.POSITIVE_INFINITY && topC < Float.POSITIVE_INFINITY) {
      diverge(k, topB, widest, target, into, at);
    } else {
      scoreExactly(target, topB, into, at);
    }
  }

  private void load(LogitRows baseRows, LogitRows candidateRows, int row) {
    Arrays.fill(maxB, Float.NEGATIVE_INFINITY);
    Arrays.fill(maxC, Float.NEGATIVE_INFINITY);
    Arrays.fill(maxDiff, Float.NEGATIVE_INFINITY);
    Arrays.fill(minDiff, Float.POSITIVE_INFINITY);
    for (int block = 0; block < base.blocks(); block++) {
      base.load(baseRows, row, block);
      candidate.load(candidateRows, row, block);
      VectorLoops.ranges(
          base.block(block),
          candidate.block(block),
          maxDiff,
          minDiff,
          maxB,
          maxC,
          base.length(block));
    }
  }

  private void diverge(float firstK, float topB, float widest, int target, RowScores into, int at) {
    float k = firstK;
    sum(k, topB, widest);
    double offset = -Math.log1p(weightedDecay / weight);
    double kld = weightedSurplus / weight - surplusOf(offset);
    if (surplusOf(offset) > TOLERATED_OFFSET * kld) {
      k = (float) (k + offset);
      sum(k, topB, widest + (float) Math.abs(offset));
      offset = -Math.log1p(weightedDecay / weight);
      kld = weightedSurplus / weight - surplusOf(offset);
    }
    double logSumB = topB + Math.log(weight);
    into.kld[at] = (float) kld;
    into.baseNll[at] = (float) (logSumB - base.value(target));
    into.nll[at] = (float) (logSumB - (k + offset) - candidate.value(target));
    into.baseTop[at] = (float) (1 / weight);
  }

  private void sum(float k, float topB, float widest) {
    int doublings = widest <= 1 ? 0 : Math.getExponent(widest) + 1;
    float scale = Math.scalb(1f, -doublings);
    weight = 0;
    weightedSurplus = 0;
    weightedDecay = 0;
    for (int block = 0; block < base.blocks(); block++) {
      int n = base.length(block);
      float[] b = base.block(block);
      VectorLoops.exp(b, topB, w, n);
      VectorLoops.surplus(b, candidate.block(block), k, scale, surplus, decay, n);
      for (int i = 0; i < doublings; i++) {
        VectorLoops.doubleArgument(surplus, decay, n);
      }
      VectorLoops.addWeighted(w, surplus, decay, sumW, sumSurplus, sumDecay, n);
      if (block % BLOCKS_PER_DRAIN == BLOCKS_PER_DRAIN - 1) {
        drain();
      }
    }
    drain();
  }

  private void drain() {
    weight += lanes.drain(sumW);
    weightedSurplus += lanes.drain(sumSurplus);
    weightedDecay += lanes.drain(sumDecay);
  }

  private static double surplusOf(double x) {
    return x + Math.expm1(-x);
  }

  /**
   * The same in double arithmetic, term by term as the definitions read, some ten times slower. For
   * rows with masked logits (−∞) or wild ones: a probability of 0 in the base contributes nothing;
   * one of 0 in the candidate alone makes the KLD infinite.
   */
  private void scoreExactly(int target, float topB, RowScores into, int at) {
    double logSumB = logSumExp(base);
    double logSumC = logSumExp(candidate);
    double kld = 0;
    for (int block = 0; block < base.blocks(); block++) {
      float[] b = base.block(block);
      float[] c = candidate.block(block);
      for (int i = 0; i < base.length(block); i++) {
        double logP = b[i] - logSumB;
        double p = Math.exp(logP);
        kld += p == 0 ? 0 : p * (logP - (c[i] - logSumC));
      }
    }
    into.kld[at] = (float) kld;
    into.baseNll[at] = (float) (logSumB - base.value(target));
    into.nll[at] = (float) (logSumC - candidate.value(target));
    into.baseTop[at] = (float) Math.exp(topB - logSumB);
  }

  private static double logSumExp(BlockedRow row) {
    double max = Double.NEGATIVE_INFINITY;
    for (int block = 0; block < row.blocks(); block++) {
      for (int i = 0; i < row.length(block); i++) {
        max = Math.max(max, row.block(block)[i]);
      }
    }
    double sum = 0;
    for (int block = 0; block < row.blocks(); block++) {
      for (int i = 0; i < row.length(block); i++) {
        sum += Math.exp(row.block(block)[i] - max);
      }
    }
    return max + Math.log(sum);
  }
}
