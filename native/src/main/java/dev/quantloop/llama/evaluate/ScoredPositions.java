package dev.quantloop.llama.evaluate;

/** Which positions of a chunk are scored. */
public enum ScoredPositions {
  /** Positions n_ctx/2 … n_ctx−2, each predicting the next token: llama-perplexity's choice. */
  SECOND_HALF,
  /** Positions 0 … n_ctx−2. */
  ALL;

  /** First position of a chunk of {@code contextSize} tokens whose prediction is scored. */
  public int first(int contextSize) {
    return this == ALL ? 0 : contextSize / 2;
  }

  /** Number of scored positions of a chunk of {@code contextSize} tokens. */
  public int count(int contextSize) {
    return contextSize - 1 - first(contextSize);
  }
}
