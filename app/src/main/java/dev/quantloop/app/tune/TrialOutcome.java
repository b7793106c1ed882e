package dev.quantloop.app.tune;

/** What a trial came to. */
public sealed interface TrialOutcome {
  /** It ran to its end. */
  record Measured(double tokensPerSecond) implements TrialOutcome {}

  /**
   * It was broken off.
   *
   * @param limit tokens a second that it did not reach
   */
  record TooSlow(double limit) implements TrialOutcome {}

  /**
   * There is no figure, and there will be none.
   *
   * @param reason in a few words
   */
  record Failed(String reason) implements TrialOutcome {}
}
