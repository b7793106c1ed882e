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
      // Math.max takes twice as long.
      if (!(logit <= largest)) {
        largest = requireNumber(logit);
      }
    }
    if (Float.isInfinite(largest)) {
      throw notFinite();
    }
    return largest;
  }

  private static float requireNumber(float logit) {
    if (Float.isNaN(logit)) {
      throw notFinite();
    }
    return logit;
  }

  private static NotFiniteException notFinite() {
    return new NotFiniteException("the logits are not finite");
  }
}
