package dev.quantloop.app.tune;

/**
 * What a trial came to.
 *
 * @param tokensPerSecond measured, or not reached by a trial that was broken off; 0 if it failed
 * @param complete whether it ran to its end
 * @param failure why there is no figure, and will be none, in a few words; else empty
 */
public record TrialOutcome(double tokensPerSecond, boolean complete, String failure) {
  public static TrialOutcome measured(double tokensPerSecond) {
    return new TrialOutcome(tokensPerSecond, true, "");
  }

  /** It was broken off, because it did not reach so many tokens a second. */
  public static TrialOutcome tooSlow(double limit) {
    return new TrialOutcome(limit, false, "");
  }

  public static TrialOutcome failed(String reason) {
    return new TrialOutcome(0, false, reason);
  }
}
