package dev.quantloop.tracker.stats;

import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The variance of the difference of two recipes' mean ln composites, taken apart by what would
 * lessen it. Resampling the documents shows what their choice does to the difference. Part of that
 * is due to single replicates, each of which suits some documents better than others. The variance
 * between replicates contains that part as well, so it counts once.
 *
 * @param shared what more documents would lessen and more replicates would not
 * @param sharedFreedom degrees of freedom of that
 * @param perReplicate what each replicate adds to the variance of its recipe's mean when it is
 *     alone; half of it when there are two
 * @param perReplicateFreedom degrees of freedom of that
 */
record RecipeError(
    double shared, double sharedFreedom, double perReplicate, double perReplicateFreedom) {

  /** Empty where a composite is 0. */
  static Optional<RecipeError> of(RecipeResults from, RecipeResults to, CalibrationNoise noise) {
    double[] differences = to.resampledMean();
    double[] subtracted = from.resampledMean();
    Arrays.setAll(differences, b -> differences[b] - subtracted[b]);
    return StandardError.of(differences, from.sample())
        .map(error -> of(error, shares(from, to), noise));
  }

  private static RecipeError of(StandardError evaluation, double shares, CalibrationNoise noise) {
    double byEvaluation = evaluation.value() * evaluation.value();
    double perReplicate = Math.max(noise.variance(), noise.byEvaluation());
    double shared = Math.max(0, byEvaluation - shares * noise.byEvaluation());
    return new RecipeError(shared, evaluation.freedom(), perReplicate, noise.freedom());
  }

  /**
   * @param shares 1 / replicates, of both recipes together
   */
  double variance(double shares) {
    return shared + shares * perReplicate;
  }

  /** By Welch and Satterthwaite. */
  double freedom(double shares) {
    double replicates = shares * perReplicate;
    double sum = shared + replicates;
    if (sum == 0) {
      return sharedFreedom;
    }
    return sum
        * sum
        / (shared * shared / sharedFreedom + replicates * replicates / perReplicateFreedom);
  }

  /** Half the width of the 95 % interval of the difference. */
  double reach(double shares) {
    return TDistribution.of(freedom(shares)).inverseCumulativeProbability(0.975)
        * Math.sqrt(variance(shares));
  }

  /** The two-sided p of no difference. */
  double p(double difference, double shares) {
    return difference == 0
        ? 1
        : 2
            * TDistribution.of(freedom(shares))
                .survivalProbability(Math.abs(difference) / Math.sqrt(variance(shares)));
  }

  static double shares(RecipeResults from, RecipeResults to) {
    return share(from) + share(to);
  }

  private static double share(RecipeResults recipe) {
    return recipe.calibrated() ? 1.0 / recipe.count() : 0;
  }
}
