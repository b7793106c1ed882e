package dev.quantloop.llama.score;

/**
 * Scores a row in double arithmetic, term by term as the definitions read, some ten times slower
 * than {@link DivergenceKernel}. For rows with masked logits (−∞) or wild ones: a probability of 0
 * in the base contributes nothing; one of 0 in the candidate alone makes the KLD infinite.
 */
final class ExactScore {
  private ExactScore() {}

  static void score(BlockedRow base, BlockedRow candidate, int target, RowScores into, int at) {
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
