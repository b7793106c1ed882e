package dev.quantloop.app.stage;

/**
 * A perplexity.
 *
 * @param chunks chunks read
 * @param tokens tokens scored
 * @param nll mean negative log-likelihood, nats
 * @param nllError its standard error
 */
public record PerplexityResult(int chunks, long tokens, double nll, double nllError) {
  public double perplexity() {
    return Math.exp(nll);
  }

  /** Standard error of the perplexity, to first order: ppl · error of the mean log-likelihood. */
  public double error() {
    return perplexity() * nllError;
  }
}
