package dev.quantloop.tracker.stats;

import java.util.Arrays;
import java.util.List;

/**
 * What came out of a recipe: its replicates, all with the same quant type and evaluated on the same
 * tokens. Immutable.
 */
public final class RecipeResults {
  private final long tokens;
  private final List<Replicate> replicates;
  private final double[] resampledMean;

  /**
   * @param tokens size of the calibration corpus; 0: without imatrix, which leaves nothing to the
   *     luck of the calibration text
   * @param replicates at least one
   * @throws IllegalArgumentException if they were evaluated on different tokens
   */
  public RecipeResults(long tokens, List<Replicate> replicates) {
    if (replicates.isEmpty()) {
      throw new IllegalArgumentException("a recipe without results");
    }
    this.tokens = tokens;
    this.replicates = List.copyOf(replicates);
    replicates.forEach(this::requireSameTokens);
    this.resampledMean = new double[replicates.get(0).resamples()];
    Arrays.setAll(resampledMean, this::resampledMeanOf);
  }

  long tokens() {
    return tokens;
  }

  boolean calibrated() {
    return tokens > 0;
  }

  int count() {
    return replicates.size();
  }

  /** Of ln composite. */
  double mean() {
    return replicates.stream().mapToDouble(Replicate::lnComposite).average().orElseThrow();
  }

  /** The mean of ln composite in each resample of the documents. */
  double[] resampledMean() {
    return resampledMean.clone();
  }

  /** Not where a composite is 0. */
  boolean isFinite() {
    return Double.isFinite(mean() + Arrays.stream(resampledMean).sum());
  }

  Sample sample() {
    return replicates.get(0).sample();
  }

  /** How far the replicates' ln composites lie from their mean, as a sum of squares. */
  double squares() {
    double mean = mean();
    return replicates.stream()
        .mapToDouble(r -> (r.lnComposite() - mean) * (r.lnComposite() - mean))
        .sum();
  }

  /** What {@link #squares} has of the choice of the documents: on others, the order is another. */
  double squaresByEvaluation() {
    return replicates.stream().mapToDouble(this::varianceByEvaluation).sum();
  }

  void requireSameTokens(RecipeResults other) {
    requireSameTokens(other.replicates.get(0));
  }

  private void requireSameTokens(Replicate replicate) {
    if (!replicate.sample().equals(sample())
        || replicate.resamples() != replicates.get(0).resamples()) {
      throw new IllegalArgumentException("only quants on the same tokens can be compared");
    }
  }

  private double varianceByEvaluation(Replicate replicate) {
    double[] fromMean = new double[resampledMean.length];
    Arrays.setAll(fromMean, b -> replicate.resampled(b) - resampledMean[b]);
    return StandardError.ofChange(fromMean, Figure.COMPOSITE, sample())
        .map(error -> error.value() * error.value())
        .orElse(Double.NaN);
  }

  private double resampledMeanOf(int b) {
    double sum = 0;
    for (Replicate replicate : replicates) {
      sum += replicate.resampled(b);
    }
    return sum / replicates.size();
  }
}
