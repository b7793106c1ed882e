package dev.quantloop.app.tune;

import dev.quantloop.app.Medians;
import dev.quantloop.llama.DecodeSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * What is known of some settings.
 *
 * @param trials that were made of them, whatever came of it
 * @param logs natural logarithms of the tokens a second that were measured; noise is relative
 * @param limit tokens a second that they did not reach when they were broken off, or 0
 * @param failure why there is no figure, or empty
 */
public record Standing(
    DecodeSettings settings, int trials, List<Double> logs, double limit, String failure) {
  public Standing {
    logs = List.copyOf(logs);
  }

  static Standing untried(DecodeSettings settings) {
    return new Standing(settings, 0, List.of(), 0, "");
  }

  /** Of settings that are not even tried. */
  static Standing hopeless(DecodeSettings settings, String reason) {
    return new Standing(settings, 0, List.of(), 0, reason);
  }

  Standing after(Outcome outcome) {
    if (outcome instanceof Outcome.Measured measured) {
      return measured(measured.tokensPerSecond());
    } else if (outcome instanceof Outcome.TooSlow slow) {
      // Those that were fast before have been disturbed: that is noise, and no verdict.
      return hasRate()
          ? measured(slow.limit())
          : new Standing(settings, trials + 1, logs, slow.limit(), failure);
    }
    String reason = ((Outcome.Failed) outcome).reason();
    return new Standing(settings, trials + 1, List.of(), limit, reason);
  }

  private Standing measured(double tokensPerSecond) {
    List<Double> more = new ArrayList<>(logs);
    more.add(Math.log(tokensPerSecond));
    return new Standing(settings, trials + 1, more, limit, failure);
  }

  public boolean hasRate() {
    return !logs.isEmpty();
  }

  public boolean hasBeenTried() {
    return trials > 0;
  }

  public boolean hasFailed() {
    return !failure.isEmpty();
  }

  /** Median of what was measured, or the limit that was not reached; 0 for nothing. */
  public double tokensPerSecond() {
    return hasRate() ? Math.exp(median()) : limit;
  }

  /** Of the logarithms: what other work has slowed down a trial or two does not shift it far. */
  double median() {
    return hasRate() ? Medians.of(logs) : Double.NEGATIVE_INFINITY;
  }

  /**
   * How far the logarithms are from their median, without the nearest, which is it or halfway to
   * it: so their median is that of distances from the true value, whatever their number.
   */
  List<Double> distances() {
    if (logs.size() < 2) {
      return List.of();
    }
    double median = median();
    double scale = logs.size() == 2 ? Math.sqrt(2) : 1;
    return logs.stream().map(log -> scale * Math.abs(log - median)).sorted().skip(1).toList();
  }
}
