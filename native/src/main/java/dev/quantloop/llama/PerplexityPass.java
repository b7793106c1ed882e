package dev.quantloop.llama;

/** Negative log-likelihoods of text under one model. */
public final class PerplexityPass implements AutoCloseable {
  private PerplexityPass() {}

  /** Told of each chunk in order; {@code nll} per scored token, nats. */
  @FunctionalInterface
  public interface Listener {
    void chunk(int chunk, double[] nll);
  }

  public static PerplexityPass open(
      Model model, DecodeSettings settings, ScoredPositions positions, AbortSignal abort) {
    throw new UnsupportedOperationException();
  }

  public void run(int[] tokens, Listener listener) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
