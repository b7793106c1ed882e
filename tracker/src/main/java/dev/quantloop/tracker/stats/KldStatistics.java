package dev.quantloop.tracker.stats;

/**
 * Summary of an evaluation over all its scored tokens; KLDs and NLLs in nats.
 *
 * @param meanError standard error of the mean, √((mean of squares − squared mean) / (n − 1)) as in
 *     llama-perplexity; 0 for a single token
 * @param lnPplRatio ln(ppl / pplBase)
 * @param deltaPMean mean of exp(−nll) − exp(−baseNll), the change of the right token's probability
 * @param deltaPRms its root mean square
 * @param sameTop share of tokens where both models agree on the most likely token
 */
public record KldStatistics(
    long tokens,
    double mean,
    double meanError,
    double median,
    double kld90,
    double kld95,
    double kld99,
    double kld999,
    double min,
    double max,
    double pplBase,
    double ppl,
    double lnPplRatio,
    double deltaPMean,
    double deltaPRms,
    double sameTop) {

  /**
   * Computes the summary of equally long arrays, one element a scored token, summed in double.
   * Rounding makes some KLDs slightly negative; they stay as they are.
   *
   * @param sameTop tokens where both models agree on the most likely one
   */
  public static KldStatistics of(float[] kld, float[] baseNll, float[] nll, long sameTop) {
    int n = kld.length;
    if (n == 0 || baseNll.length != n || nll.length != n || sameTop < 0 || sameTop > n) {
      throw new IllegalArgumentException("per-token results of different lengths, or none");
    }
    Percentiles percentiles = Percentiles.of(kld);
    double mean = mean(kld);
    double meanBaseNll = mean(baseNll);
    double meanNll = mean(nll);
    return new KldStatistics(
        n,
        mean,
        meanError(kld, mean),
        percentiles.at(0.5),
        percentiles.at(0.9),
        percentiles.at(0.95),
        percentiles.at(0.99),
        percentiles.at(0.999),
        percentiles.at(0),
        percentiles.at(1),
        Math.exp(meanBaseNll),
        Math.exp(meanNll),
        meanNll - meanBaseNll,
        deltaP(baseNll, nll, 1),
        Math.sqrt(deltaP(baseNll, nll, 2)),
        (double) sameTop / n);
  }

  /** Composite score of the percentiles; lower is better. */
  public double composite() {
    return CompositeScore.of(median, kld90, kld95, kld99);
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double meanError(float[] values, double mean) {
    if (values.length == 1) {
      return 0;
    }
    double squares = 0;
    for (float value : values) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / values.length / (values.length - 1));
  }

  /** Mean of the power-th power of the change of the right token's probability. */
  private static double deltaP(float[] baseNll, float[] nll, int power) {
    double sum = 0;
    for (int i = 0; i < nll.length; i++) {
      double change = Math.exp(-nll[i]) - Math.exp(-baseNll[i]);
      sum += power == 1 ? change : change * change;
    }
    return sum / nll.length;
  }
}
