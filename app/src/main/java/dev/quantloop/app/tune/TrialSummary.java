package dev.quantloop.app.tune;

import dev.quantloop.app.Medians;
import dev.quantloop.llama.model.DecodeSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * What is known of some settings. Rates are natural logarithms of tokens a second, for noise is
 * relative.
 *
 * @param trials that were made of them, whatever came of it
 * @param rates that were measured
 * @param limits that were not reached when a trial was broken off
 * @param failure why there is no figure, or empty
 */
public record TrialSummary(
    DecodeSettings settings, int trials, List<Double> rates, List<Double> limits, String failure) {
  public TrialSummary {
    rates = List.copyOf(rates);
    limits = List.copyOf(limits);
  }

  static TrialSummary untried(DecodeSettings settings) {
    return hopeless(settings, "");
  }

  /** Of settings that are not even tried. */
  static TrialSummary hopeless(DecodeSettings settings, String reason) {
    return new TrialSummary(settings, 0, List.of(), List.of(), reason);
  }

  TrialSummary after(TrialOutcome outcome) {
    if (!outcome.failure().isEmpty()) {
      return new TrialSummary(settings, trials + 1, List.of(), List.of(), outcome.failure());
    }
    return new TrialSummary(
        settings,
        trials + 1,
        outcome.complete() ? with(rates, outcome.tokensPerSecond()) : rates,
        outcome.complete() ? limits : with(limits, outcome.tokensPerSecond()),
        failure);
  }

  private static List<Double> with(List<Double> rates, double tokensPerSecond) {
    List<Double> more = new ArrayList<>(rates);
    more.add(Math.log(tokensPerSecond));
    return more;
  }

  /** Whether a trial came to its end. */
  public boolean hasRate() {
    return !rates.isEmpty();
  }

  public boolean hasBeenTried() {
    return trials > 0;
  }

  public boolean hasFailed() {
    return !failure.isEmpty();
  }

  /** Tokens a second; where none was measured, what was not reached. */
  public double tokensPerSecond() {
    return Math.exp(median());
  }

  /** Rates and limits; a trial that was broken off counts as if it had just reached its limit. */
  private List<Double> known() {
    List<Double> known = new ArrayList<>(rates);
    known.addAll(limits);
    return known;
  }

  int count() {
    return rates.size() + limits.size();
  }

  /** What other work has slowed down a trial or two does not shift it far. */
  double median() {
    return count() == 0 ? Double.NEGATIVE_INFINITY : Medians.of(known());
  }

  /**
   * How far what is known is from its median, without the nearest, which is it or halfway to it: so
   * their median is that of distances from the true value, whatever their number. Limits alone tell
   * nothing.
   */
  List<Double> distances() {
    if (!hasRate() || count() < 2) {
      return List.of();
    }
    double median = median();
    double scale = count() == 2 ? Math.sqrt(2) : 1;
    return known().stream().map(rate -> scale * Math.abs(rate - median)).sorted().skip(1).toList();
  }
}
