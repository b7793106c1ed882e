package dev.quantloop.tracker.stats;

import java.util.Optional;

/**
 * Which replicates a verdict between two recipes still needs. Replicates are added for the sake of
 * a narrow interval, whatever lies in it: adding some until a difference shows would find one
 * between equal recipes far too often. Only a difference beyond any doubt ends it early.
 *
 * @param halfWidth of the interval of the change, below which it is narrow enough; 0.01 = ± 1 %
 * @param most replicates of a recipe
 */
public record ReplicateNeed(double halfWidth, int most) {
  /** So clear that the looks before the last add nothing to the rate of false verdicts. */
  private static final double BEYOND_DOUBT = 0.001;

  /** What the replicates that are allowed have to gain at least. */
  private static final double WORTHWHILE = 0.9;

  /** Of the two recipes that are compared. */
  public enum Side {
    FROM,
    TO
  }

  /** The recipe of which another replicate is to be made; empty if none helps or none is needed. */
  public Optional<Side> next(
      RecipeResults from, RecipeResults to, Optional<CalibrationNoise> noise) {
    return side(from, to).filter(side -> noise.isEmpty() || helps(from, to, noise.get()));
  }

  private boolean helps(RecipeResults from, RecipeResults to, CalibrationNoise noise) {
    return from.sample().suffices()
        && RecipeError.of(from, to, noise).filter(error -> helps(from, to, error)).isPresent();
  }

  private boolean helps(RecipeResults from, RecipeResults to, RecipeError error) {
    double least =
        RecipeError.share(from, Math.max(most, from.count()))
            + RecipeError.share(to, Math.max(most, to.count()));
    double reachable = Math.max(halfWidth, WORTHWHILE * error.reach());
    return error.reach() > halfWidth
        && error.p(to.mean() - from.mean()) >= BEYOND_DOUBT
        && error.with(least).reach() <= reachable;
  }

  /** That with fewer replicates, which gains most. */
  private Optional<Side> side(RecipeResults from, RecipeResults to) {
    boolean more = canGrow(from) && (!canGrow(to) || from.count() < to.count());
    return more ? Optional.of(Side.FROM) : Optional.of(Side.TO).filter(side -> canGrow(to));
  }

  private boolean canGrow(RecipeResults recipe) {
    return recipe.calibrated() && recipe.count() < most;
  }
}
