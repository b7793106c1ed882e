package dev.quantloop.tracker.stats;

import java.util.Optional;

/**
 * Whether one recipe is better than another, over all texts it might have calibrated on and all
 * documents it might have been evaluated on.
 *
 * @param change of the geometric mean composite; empty where it can't be told
 * @param reason why not; empty where it can
 * @param fromReplicates of the first recipe
 * @param toReplicates of the second
 * @param freedom degrees of freedom of the error of the change
 * @param clusters of the evaluation text
 */
public record RecipeComparison(
    Optional<Change> change,
    Optional<String> reason,
    int fromReplicates,
    int toReplicates,
    double freedom,
    int clusters) {

  /**
   * @param noise of the quant type, pooled over all recipes of the experiment; {@link
   *     CalibrationNoise#NONE} to compare the files alone
   * @throws IllegalArgumentException if they were evaluated on different tokens
   */
  public static RecipeComparison of(
      RecipeResults from, RecipeResults to, Optional<CalibrationNoise> noise) {
    from.requireSameTokens(to);
    if (!from.sample().suffices()) {
      return undecided(
          from,
          to,
          "too few documents: %d, of %d that are needed"
              .formatted(from.sample().clusters(), PairedComparison.LEAST_CLUSTERS));
    }
    if (noise.isEmpty() && (from.calibrated() || to.calibrated())) {
      return undecided(from, to, "no recipe has been calibrated on a second text");
    }
    double difference = to.mean() - from.mean();
    return RecipeError.of(from, to, noise.orElse(CalibrationNoise.NONE))
        .filter(error -> Double.isFinite(difference))
        .map(error -> decided(from, to, difference, error))
        .orElseGet(() -> undecided(from, to, "a composite is 0"));
  }

  /** Whether the second recipe is better, worse, or neither; empty where it can't be told. */
  public Optional<Outcome> outcome() {
    return change.map(c -> c.outcome(Figure.COMPOSITE));
  }

  private static RecipeComparison decided(
      RecipeResults from, RecipeResults to, double difference, RecipeError error) {
    double reach = error.reach();
    Change change =
        new Change(
            Math.expm1(difference),
            new Interval(Math.expm1(difference - reach), Math.expm1(difference + reach)),
            error.p(difference));
    return of(from, to, Optional.of(change), Optional.empty(), error.freedom());
  }

  private static RecipeComparison undecided(RecipeResults from, RecipeResults to, String reason) {
    return of(from, to, Optional.empty(), Optional.of(reason), 0);
  }

  private static RecipeComparison of(
      RecipeResults from,
      RecipeResults to,
      Optional<Change> change,
      Optional<String> reason,
      double freedom) {
    return new RecipeComparison(
        change, reason, from.count(), to.count(), freedom, from.sample().clusters());
  }
}
