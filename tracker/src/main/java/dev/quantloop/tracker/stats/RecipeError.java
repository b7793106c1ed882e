package dev.quantloop.tracker.stats;

import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How uncertain the difference of two recipes' mean ln composites is. Resampling the documents
 * shows what their choice does to it. Part of that is due to single replicates, each of which suits
 * some documents better than others, and stands in the variance between replicates as well; it
 * counts once.
 *
 * @param byDocuments variance of the difference over the resamples
 * @param documentsFreedom degrees of freedom of that
 * @param shares 1 / replicates, of both recipes together
 */
record RecipeError(
    double byDocuments, double documentsFreedom, CalibrationNoise noise, double shares) {

  /** Empty where a composite is 0. */
  static Optional<RecipeError> of(RecipeResults from, RecipeResults to, CalibrationNoise noise) {
    double[] differences = to.resampledMean();
    double[] subtracted = from.resampledMean();
    Arrays.setAll(differences, b -> differences[b] - subtracted[b]);
    double shares = share(from, from.count()) + share(to, to.count());
    return StandardError.ofChange(differences, Figure.COMPOSITE, from.sample())
        .map(e -> new RecipeError(e.value() * e.value(), e.freedom(), noise, shares));
  }

  /** What a recipe with that many replicates adds to the shares. */
  static double share(RecipeResults recipe, int replicates) {
    return recipe.calibrated() ? 1.0 / replicates : 0;
  }

  /** What it would be with other numbers of replicates. */
  RecipeError with(double otherShares) {
    double common = Math.max(0, byDocuments - shares * noise.byEvaluation());
    return new RecipeError(
        common + otherShares * noise.byEvaluation(), documentsFreedom, noise, otherShares);
  }

  double variance() {
    return byDocuments + shares * noise.byCalibration();
  }

  /** Of the variance, by Welch and Satterthwaite. */
  double freedom() {
    double variance = variance();
    double replicates = Math.min(variance, shares * noise.variance());
    double documents = variance - replicates;
    return variance == 0
        ? documentsFreedom
        : variance
            * variance
            / (documents * documents / documentsFreedom
                + replicates * replicates / noise.freedom());
  }

  /** Half the width of the 95 % interval of the difference. */
  double reach() {
    return TDistribution.of(freedom()).inverseCumulativeProbability(0.975) * Math.sqrt(variance());
  }

  /** The two-sided p of no difference. */
  double p(double difference) {
    double t = Math.abs(difference) / Math.sqrt(variance());
    return difference == 0 ? 1 : 2 * TDistribution.of(freedom()).survivalProbability(t);
  }
}
