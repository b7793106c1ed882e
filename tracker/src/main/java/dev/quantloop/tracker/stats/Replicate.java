package dev.quantloop.tracker.stats;

import java.util.Arrays;

/**
 * One calibration of a recipe: the composite of the quant that was made with it. A recipe's
 * replicates differ in their calibration text, of which each took other parts. Immutable.
 */
public final class Replicate {
  private final double lnComposite;
  private final double[] resampled;
  private final Sample sample;

  /**
   * @param resampled ln composite in each resample of the documents
   */
  Replicate(double lnComposite, double[] resampled, Sample sample) {
    this.lnComposite = lnComposite;
    this.resampled = resampled.clone();
    this.sample = sample;
  }

  /**
   * @param composite of the tokens that were resampled
   */
  public static Replicate of(double composite, Resampled resampled) {
    double[] lnComposites =
        Arrays.stream(resampled.values(Figure.COMPOSITE)).map(Math::log).toArray();
    return new Replicate(Math.log(composite), lnComposites, resampled.sample());
  }

  double lnComposite() {
    return lnComposite;
  }

  int resamples() {
    return resampled.length;
  }

  double resampled(int b) {
    return resampled[b];
  }

  Sample sample() {
    return sample;
  }
}
