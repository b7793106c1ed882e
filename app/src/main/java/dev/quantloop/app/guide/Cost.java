package dev.quantloop.app.guide;

import dev.quantloop.app.format.Numbers;
import java.time.Duration;
import java.util.OptionalDouble;

/**
 * What a suggestion is expected to cost.
 *
 * @param calibrationTokens tokens of new chunks that the baseline decodes for the imatrix
 * @param evaluationTokens tokens that baseline and quants decode to be compared
 * @param seconds at the speeds on record; empty where one that is needed was never measured
 * @param atMost whether it may also be less, because a plateau would end it
 */
public record Cost(
    long calibrationTokens, long evaluationTokens, OptionalDouble seconds, boolean atMost) {
  public static final Cost NONE = new Cost(0, 0, OptionalDouble.of(0), false);

  public long tokens() {
    return calibrationTokens + evaluationTokens;
  }

  /** "at most 120k tokens to decode, about 3m 20s"; empty where nothing is computed. */
  public String text() {
    if (tokens() == 0) {
      return seconds.orElse(0) > 0 ? "about " + time() : "";
    }
    String amount = (atMost ? "at most " : "") + Numbers.tokens(tokens()) + " to decode";
    return seconds.isPresent() ? amount + ", about " + time() : amount;
  }

  private String time() {
    return Numbers.duration(Duration.ofMillis(Math.round(seconds.orElseThrow() * 1000)));
  }
}
