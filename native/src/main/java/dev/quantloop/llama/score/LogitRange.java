package dev.quantloop.llama.score;

import dev.quantloop.llama.NotFiniteException;

/** The range of a row of logits, which is refused where no probabilities can be made of it. */
public final class LogitRange {
  private LogitRange() {}

  /**
   * The largest logit. Tokens may be ruled out (−∞), but not all of them.
   *
   * @throws NotFiniteException if one is NaN or +∞, or all are −∞
   */
  public static float largest(float[] logits) {
    float largest = Float.NEGATIVE_INFINITY;
    for (float logit : logits) {
      largest = Math.max(largest, logit);
    }
    if (!Float.isFinite(largest)) {
      throw new NotFiniteException("the logits are not finite");
    }
    return largest;
  }
}
