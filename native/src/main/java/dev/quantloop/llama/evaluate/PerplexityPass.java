package dev.quantloop.llama.evaluate;

import dev.quantloop.llama.AbortSignal;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.score.LogitScorer;

/**
 * Negative log-likelihoods of a text under one model; the perplexity is the exponential of their
 * mean. Not thread-safe. {@link #close} frees what it opened; the model stays the caller's.
 */
public final class PerplexityPass implements AutoCloseable {
  private final LogitPass pass;
  private final LogitScorer scorer;

  private PerplexityPass(LogitPass pass) {
    this.pass = pass;
    this.scorer = new LogitScorer(pass.vocabularySize(), pass.steps().settings().threads());
  }

  /** Told of each chunk in order; {@code nll} per scored token, nats. */
  @FunctionalInterface
  public interface Listener {
    void chunk(int chunk, double[] nll);
  }

  public static PerplexityPass open(
      Model model, DecodeSettings settings, ScoredPositions positions, AbortSignal abort) {
    return new PerplexityPass(LogitPass.open(model, settings, positions, abort));
  }

  /**
   * @param tokens n·contextSize token ids
   */
  public void run(int[] tokens, Listener listener) {
    int contextSize = pass.steps().settings().contextSize();
    int rows = pass.steps().positions().count(contextSize);
    double[][] nll = new double[tokens.length / contextSize][];
    pass.run(
        tokens,
        (chunk, firstRow, logits, targets) -> {
          if (nll[chunk] == null) {
            nll[chunk] = new double[rows];
          }
          double[] piece = scorer.nll(logits, targets);
          System.arraycopy(piece, 0, nll[chunk], firstRow, piece.length);
          if (firstRow + piece.length == rows) {
            listener.chunk(chunk, nll[chunk]);
            nll[chunk] = null;
          }
        });
  }

  @Override
  public void close() {
    scorer.close();
    pass.close();
  }
}
