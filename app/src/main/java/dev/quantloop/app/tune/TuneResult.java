package dev.quantloop.app.tune;

import dev.quantloop.llama.model.DecodeSettings;
import java.util.List;
import java.util.Optional;

/**
 * What a search has found.
 *
 * @param summaries the winner first, then by tokens a second; what failed comes last
 * @param trials that were made
 */
public record TuneResult(List<TrialSummary> summaries, TimingNoise noise, int trials) {
  /** Trials of the same settings that differ by more have been disturbed. */
  private static final double DISTURBED = 0.15;

  /** Where more trials than these are disturbed, it is chance which settings come first. */
  private static final double MOST_DISTURBED = 0.2;

  public TuneResult {
    summaries = List.copyOf(summaries);
  }

  /** Empty where nothing could be measured. */
  public Optional<TrialSummary> fastest() {
    return summaries.stream().limit(1).filter(TrialSummary::hasRate).findFirst();
  }

  /** Whether the fastest is known well enough to go by it. */
  public boolean isReliable() {
    List<Double> distances = summaries.stream().flatMap(one -> one.distances().stream()).toList();
    long disturbed = distances.stream().filter(distance -> distance > DISTURBED).count();
    return isComplete()
        && isComparison()
        && disturbed <= MOST_DISTURBED * distances.size()
        && fastest().filter(fastest -> error(fastest) <= DISTURBED).isPresent();
  }

  /** Whether there was a choice. */
  public boolean isComparison() {
    return summaries.size() > 1;
  }

  /** Whether each was tried at least once, or could not be. */
  public boolean isComplete() {
    return summaries.stream().allMatch(one -> one.trials() > 0 || one.hasFailed());
  }

  /**
   * How much faster some settings are than others, as a share, and its 95 % interval.
   *
   * @param low negative where they may be slower as well
   */
  public record Gain(double value, double low, double high) {}

  /** How much faster the fastest is than these, where both have been measured several times. */
  public Optional<Gain> gainOver(DecodeSettings settings) {
    if (!isReliable()) {
      return Optional.empty();
    }
    return of(settings)
        .filter(one -> one.hasRate() && one.count() >= Search.LEAST_TRIALS)
        .map(one -> gain(fastest().orElseThrow(), one));
  }

  private Gain gain(TrialSummary fastest, TrialSummary other) {
    double ratio = fastest.median() - other.median();
    double error = Math.hypot(noise.error(fastest.count()), noise.error(other.count()));
    return new Gain(Math.expm1(ratio), Math.expm1(ratio - error), Math.expm1(ratio + error));
  }

  public Optional<TrialSummary> of(DecodeSettings settings) {
    return summaries.stream().filter(one -> one.settings().equals(settings)).findFirst();
  }

  /** Ends of the 95 % interval, in tokens a second. */
  public double low(TrialSummary summary) {
    return Math.exp(noise.low(summary));
  }

  public double high(TrialSummary summary) {
    return Math.exp(noise.high(summary));
  }

  /** Half of the 95 % interval as a share of the rate. */
  public double error(TrialSummary summary) {
    return Math.expm1(noise.error(summary.count()));
  }
}
