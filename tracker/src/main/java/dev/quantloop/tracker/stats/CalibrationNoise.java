package dev.quantloop.tracker.stats;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The luck of the calibration text: how far equal recipes come apart. For one quant type, evaluated
 * on the same tokens.
 *
 * @param variance of ln composite between replicates of the same recipe
 * @param byEvaluation the part of it that is due to the choice of the documents they were evaluated
 *     on: on other documents, other replicates would be ahead
 * @param freedom degrees of freedom of the variance
 */
public record CalibrationNoise(double variance, double byEvaluation, double freedom) {
  /** For comparing files: none of the difference is put down to the calibration text. */
  public static final CalibrationNoise NONE = new CalibrationNoise(0, 0, Double.POSITIVE_INFINITY);

  /**
   * From all recipes that have at least two replicates. Empty where none has, and where the
   * documents are too few or a composite is 0.
   */
  public static Optional<CalibrationNoise> pooled(Collection<RecipeResults> recipes) {
    List<RecipeResults> repeated =
        recipes.stream().filter(r -> r.calibrated() && r.count() > 1).toList();
    if (repeated.isEmpty() || !repeated.get(0).sample().suffices()) {
      return Optional.empty();
    }
    int freedom = repeated.stream().mapToInt(r -> r.count() - 1).sum();
    double squares = repeated.stream().mapToDouble(RecipeResults::squares).sum();
    double byEvaluation = repeated.stream().mapToDouble(RecipeResults::squaresByEvaluation).sum();
    return Optional.of(new CalibrationNoise(squares / freedom, byEvaluation / freedom, freedom))
        .filter(noise -> Double.isFinite(noise.variance + noise.byEvaluation));
  }

  /** The standard deviation of ln composite: 0.01 = 1 %. */
  public double deviation() {
    return Math.sqrt(variance);
  }

  /** What remains of the variance however many documents are evaluated on. */
  double byCalibration() {
    return Math.max(0, variance - byEvaluation);
  }

  /** Not assumed, as {@link #NONE} is. */
  boolean isEstimated() {
    return Double.isFinite(freedom);
  }
}
