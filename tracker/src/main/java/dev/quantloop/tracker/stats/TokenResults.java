package dev.quantloop.tracker.stats;

import java.util.function.IntToDoubleFunction;

/**
 * What an evaluation found for each scored token, and the figures that follow from it. KLDs and
 * NLLs are in nats, probabilities between 0 and 1. Standard errors are propagated to first order,
 * as in llama-perplexity. All sums are in double. Rounding makes some KLDs slightly negative; they
 * stay as they are. Immutable.
 */
public final class TokenResults {
  private final Percentiles kld;
  private final double[] deltaP;
  private final Estimate meanKld;
  private final Estimate meanBaseNll;
  private final Estimate meanNll;
  private final double covariance;
  private final long sameTop;

  private TokenResults(float[] kld, float[] baseNll, float[] nll, long sameTop) {
    this.kld = Percentiles.of(kld);
    this.deltaP = new double[nll.length];
    for (int i = 0; i < nll.length; i++) {
      deltaP[i] = Math.exp(-nll[i]) - Math.exp(-baseNll[i]);
    }
    this.meanKld = mean(i -> kld[i]);
    this.meanBaseNll = mean(i -> baseNll[i]);
    this.meanNll = mean(i -> nll[i]);
    this.covariance = covariance(baseNll, nll);
    this.sameTop = sameTop;
  }

  /**
   * From equally long arrays, one element a scored token.
   *
   * @param sameTop number of tokens where both models agree on the most likely one
   */
  public static TokenResults of(float[] kld, float[] baseNll, float[] nll, long sameTop) {
    int n = kld.length;
    if (n == 0 || baseNll.length != n || nll.length != n || sameTop < 0 || sameTop > n) {
      throw new IllegalArgumentException("per-token results of different lengths, or none");
    }
    return new TokenResults(kld, baseNll, nll, sameTop);
  }

  public int tokens() {
    return deltaP.length;
  }

  /** The distribution of D(P_base‖P_quant). */
  public Percentiles kld() {
    return kld;
  }

  public Estimate meanKld() {
    return meanKld;
  }

  public Estimate ppl() {
    return exponential(meanNll);
  }

  public Estimate pplBase() {
    return exponential(meanBaseNll);
  }

  /** ln(ppl / pplBase). */
  public Estimate lnPplRatio() {
    return new Estimate(
        meanNll.value() - meanBaseNll.value(),
        errorOfDifference(meanNll.error(), meanBaseNll.error(), covariance));
  }

  public Estimate pplRatio() {
    return exponential(lnPplRatio());
  }

  public Estimate pplDifference() {
    Estimate ppl = ppl();
    Estimate base = pplBase();
    return new Estimate(
        ppl.value() - base.value(),
        errorOfDifference(ppl.error(), base.error(), ppl.value() * base.value() * covariance));
  }

  /** Correlation of the two models' NLLs. */
  public double correlation() {
    return covariance / (meanNll.error() * meanBaseNll.error());
  }

  /** The distribution of Δp, the change of the right token's probability; sorted at each call. */
  public Percentiles deltaP() {
    float[] changes = new float[deltaP.length];
    for (int i = 0; i < changes.length; i++) {
      changes[i] = (float) deltaP[i];
    }
    return Percentiles.of(changes);
  }

  public Estimate meanDeltaP() {
    return mean(i -> deltaP[i]);
  }

  /** Root mean square of Δp. */
  public Estimate deltaPRms() {
    Estimate squares = mean(i -> deltaP[i] * deltaP[i]);
    double rms = Math.sqrt(squares.value());
    return new Estimate(rms, 0.5 / rms * squares.error());
  }

  /** Share of tokens where both models agree on the most likely one. */
  public Estimate sameTop() {
    double share = (double) sameTop / tokens();
    return new Estimate(share, Math.sqrt(share * (1 - share) / (tokens() - 1)));
  }

  public double composite() {
    return CompositeScore.of(kld);
  }

  /** The error is √((mean of squares − squared mean) / (n − 1)); 0 for a single token. */
  private Estimate mean(IntToDoubleFunction value) {
    int n = tokens();
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += value.applyAsDouble(i);
    }
    double mean = sum / n;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double off = value.applyAsDouble(i) - mean;
      squares += off * off;
    }
    return new Estimate(mean, n == 1 ? 0 : Math.sqrt(squares / n / (n - 1)));
  }

  /** Of the two means: population covariance / (n − 1). */
  private double covariance(float[] baseNll, float[] nll) {
    double sum = 0;
    for (int i = 0; i < nll.length; i++) {
      sum += (nll[i] - meanNll.value()) * (baseNll[i] - meanBaseNll.value());
    }
    return sum / nll.length / (nll.length - 1);
  }

  private static Estimate exponential(Estimate ln) {
    return new Estimate(Math.exp(ln.value()), Math.exp(ln.value()) * ln.error());
  }

  private static double errorOfDifference(double a, double b, double covariance) {
    return Math.sqrt(Math.max(0, a * a + b * b - 2 * covariance));
  }
}
