package dev.quantloop.app.stage;

import dev.quantloop.tracker.stats.CompositeScore;
import dev.quantloop.tracker.stats.Percentiles;

/**
 * The statistics of one candidate over all scored tokens: what llama-perplexity prints, and the
 * composite score. KLDs and log-likelihoods in nats, probabilities between 0 and 1.
 *
 * @param kld distribution of D(P_base‖P_candidate)
 * @param deltaP distribution of the change of the right token's probability
 * @param deltaPRms its root mean square
 * @param sameTop share of tokens where both models hold the same token to be the likeliest
 */
public record KldSummary(
    int chunks,
    long tokens,
    Estimate ppl,
    Estimate pplBase,
    double correlation,
    Estimate lnPplRatio,
    Estimate pplRatio,
    Estimate pplDifference,
    Distribution kld,
    Distribution deltaP,
    Estimate deltaPRms,
    Estimate sameTop) {

  /** A figure with its standard error. */
  public record Estimate(double value, double error) {}

  /** Mean, extremes and percentiles. */
  public record Distribution(Estimate mean, Percentiles percentiles) {
    static Distribution of(float[] values) {
      MeanAndError mean = new MeanAndError();
      for (float value : values) {
        mean.add(value);
      }
      return new Distribution(new Estimate(mean.mean(), mean.error()), Percentiles.of(values));
    }

    /**
     * @param q between 0 and 1
     */
    public double quantile(double q) {
      return percentiles.at(q);
    }

    public double min() {
      return percentiles.at(0);
    }

    public double max() {
      return percentiles.at(1);
    }
  }

  /** The score that iterations are ranked by; lower is better. */
  public double composite() {
    return CompositeScore.of(
        kld.quantile(0.5), kld.quantile(0.9), kld.quantile(0.95), kld.quantile(0.99));
  }

  /** From per-token figures; errors are propagated to first order, as in llama-perplexity. */
  static KldSummary of(int chunks, float[] kld, float[] baseNll, float[] nll, long sameTop) {
    int n = kld.length;
    float[] change = new float[n];
    MeanAndError candidate = new MeanAndError();
    MeanAndError base = new MeanAndError();
    MeanAndError squares = new MeanAndError();
    for (int i = 0; i < n; i++) {
      double difference = Math.exp(-nll[i]) - Math.exp(-baseNll[i]);
      change[i] = (float) difference;
      candidate.add(nll[i]);
      base.add(baseNll[i]);
      squares.add(difference * difference);
    }
    double covariance = covariance(nll, candidate.mean(), baseNll, base.mean());
    Estimate ppl = exponential(candidate.mean(), candidate.error());
    Estimate pplBase = exponential(base.mean(), base.error());
    Estimate lnRatio =
        new Estimate(
            candidate.mean() - base.mean(),
            errorOfDifference(candidate.error(), base.error(), covariance));
    double rms = Math.sqrt(squares.mean());
    double same = (double) sameTop / n;
    return new KldSummary(
        chunks,
        n,
        ppl,
        pplBase,
        covariance / (candidate.error() * base.error()),
        lnRatio,
        exponential(lnRatio.value(), lnRatio.error()),
        new Estimate(
            ppl.value() - pplBase.value(),
            errorOfDifference(
                ppl.error(), pplBase.error(), ppl.value() * pplBase.value() * covariance)),
        Distribution.of(kld),
        Distribution.of(change),
        new Estimate(rms, 0.5 / rms * squares.error()),
        new Estimate(same, Math.sqrt(same * (1 - same) / (n - 1))));
  }

  private static Estimate exponential(double value, double error) {
    return new Estimate(Math.exp(value), Math.exp(value) * error);
  }

  private static double errorOfDifference(double a, double b, double covariance) {
    return Math.sqrt(Math.max(0, a * a + b * b - 2 * covariance));
  }

  /** Covariance of the two means: population covariance / (n − 1). */
  private static double covariance(float[] a, double meanA, float[] b, double meanB) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - meanA) * (b[i] - meanB);
    }
    return sum / a.length / (a.length - 1);
  }
}
