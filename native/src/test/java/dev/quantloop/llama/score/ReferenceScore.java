package dev.quantloop.llama.score;

/** One row scored slowly and obviously, in double arithmetic. */
record ReferenceScore(double kld, double baseNll, double nll, boolean sameTop, double baseTop) {

  static ReferenceScore of(float[] base, float[] candidate, int target) {
    double[] logP = logSoftmax(base);
    double[] logQ = logSoftmax(candidate);
    double kld = 0;
    for (int i = 0; i < base.length; i++) {
      if (logP[i] > Double.NEGATIVE_INFINITY) {
        kld += Math.exp(logP[i]) * (logP[i] - logQ[i]);
      }
    }
    return new ReferenceScore(
        kld,
        -logP[target],
        -logQ[target],
        firstMax(base) == firstMax(candidate),
        Math.exp(logP[firstMax(base)]));
  }

  private static double[] logSoftmax(float[] logits) {
    double max = logits[firstMax(logits)];
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - max);
    }
    double[] logP = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      logP[i] = logits[i] - max - Math.log(sum);
    }
    return logP;
  }

  private static int firstMax(float[] logits) {
    int first = 0;
    for (int i = 1; i < logits.length; i++) {
      first = logits[i] > logits[first] ? i : first;
    }
    return first;
  }
}
