package dev.quantloop.llama.score;

import java.util.Arrays;

/**
 * Scores one row of logits against a row of a {@code .kld} file, with llama-perplexity's
 * arithmetic: base probabilities as decoded, not normalized again, those of log p ≤ −16 left out of
 * the KLD, and float NLLs. One instance per thread.
 */
final class CodedKernel {
  private static final int BLOCKS_PER_DRAIN = 16;

  private final VectorLanes lanes = new VectorLanes();
  private final BlockedRow candidate;
  private final BlockedRow base;
  private final float[] p = new float[VectorLoops.BLOCK];
  private final float[] maxC = new float[VectorLoops.BLOCK];
  private final float[] maxP = new float[VectorLoops.BLOCK];
  private final float[] sums = new float[VectorLoops.BLOCK];

  CodedKernel(int columns) {
    this.candidate = new BlockedRow(columns);
    this.base = new BlockedRow(columns);
  }

  /** −log p(target) of one row of logits, nats, good to 1e-6. */
  double nll(LogitRows rows, int row, int target) {
    load(rows, row, candidate, maxC);
    float top = lanes.max(maxC);
    return top - (double) candidate.value(target) + Math.log(sumExp(top));
  }

  void score(CodedRow baseRow, LogitRows rows, int row, int target, RowScores into, int at) {
    load(rows, row, candidate, maxC);
    load(baseRow, 0, base, maxP);
    float topP = lanes.max(maxP);
    int first = lanes.firstMax(base, topP);
    float top = lanes.max(maxC);
    into.sameTop[at] = first >= 0 && first == lanes.firstMax(candidate, top);
    float logSumExp = (float) Math.log(sumExp(top));
    into.nll[at] = top + logSumExp - candidate.value(target);
    into.baseNll[at] = -base.value(target);
    into.baseTop[at] = (float) Math.exp(topP);
    double kld = divergence(top + logSumExp);
    into.kld[at] = (float) (Double.isNaN(kld) ? maskedDivergence(top + logSumExp) : kld);
  }

  private static void load(LogitRows rows, int row, BlockedRow into, float[] max) {
    Arrays.fill(max, Float.NEGATIVE_INFINITY);
    for (int block = 0; block < into.blocks(); block++) {
      into.load(rows, row, block);
      VectorLoops.max(into.block(block), max, into.length(block));
    }
  }

  private double sumExp(float top) {
    double sum = 0;
    for (int block = 0; block < candidate.blocks(); block++) {
      int n = candidate.length(block);
      VectorLoops.exp(candidate.block(block), top, p, n);
      VectorLoops.add(p, sums, n);
      if (block % BLOCKS_PER_DRAIN == BLOCKS_PER_DRAIN - 1) {
        sum += lanes.drain(sums);
      }
    }
    return sum + lanes.drain(sums);
  }

  private double divergence(float logSumExp) {
    double sum = 0;
    for (int block = 0; block < base.blocks(); block++) {
      int n = base.length(block);
      float[] logP = base.block(block);
      VectorLoops.exp(logP, 0, p, n);
      VectorLoops.addCodedTerms(logP, p, candidate.block(block), logSumExp, sums, n);
      if (block % BLOCKS_PER_DRAIN == BLOCKS_PER_DRAIN - 1) {
        sum += lanes.drain(sums);
      }
    }
    return sum + lanes.drain(sums);
  }

  /** The same with a branch instead of a gate, for rows where a logit of −∞ made 0·∞. */
  private double maskedDivergence(float logSumExp) {
    double sum = 0;
    for (int block = 0; block < base.blocks(); block++) {
      float[] logP = base.block(block);
      float[] c = candidate.block(block);
      for (int i = 0; i < base.length(block); i++) {
        if (logP[i] > -16) {
          sum += (float) Math.exp(logP[i]) * ((logP[i] - c[i]) + logSumExp);
        }
      }
    }
    return sum;
  }
}
