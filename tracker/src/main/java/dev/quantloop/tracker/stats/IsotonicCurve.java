package dev.quantloop.tracker.stats;

/**
 * The closest curve that never rises, by pooling adjacent violators. It does not say how it goes
 * on, so the next doubling is taken to bring as much as the last step did for each of its own.
 * Immutable.
 */
final class IsotonicCurve implements GrowthGain {
  private final double[] tokens;
  private final double[] weights;

  /**
   * @param tokens growing, at least two
   * @param weights of the points, in proportion to 1 / variance
   */
  IsotonicCurve(double[] tokens, double[] weights) {
    this.tokens = tokens.clone();
    this.weights = weights.clone();
  }

  @Override
  public double of(double[] lnComposites) {
    double[] fitted = fit(lnComposites);
    int last = fitted.length - 1;
    double doublings = Math.log(tokens[last] / tokens[last - 1]) / Math.log(2);
    return (fitted[last - 1] - fitted[last]) / doublings;
  }

  double[] fit(double[] values) {
    double[] means = new double[values.length];
    double[] weight = new double[values.length];
    int[] end = new int[values.length];
    int blocks = 0;
    for (int i = 0; i < values.length; i++) {
      means[blocks] = values[i];
      weight[blocks] = weights[i];
      end[blocks++] = i + 1;
      while (blocks > 1 && means[blocks - 2] < means[blocks - 1]) {
        pool(means, weight, blocks - 2);
        end[blocks - 2] = end[blocks - 1];
        blocks--;
      }
    }
    return spread(means, end, values.length);
  }

  /** A block and the one after it. */
  private static void pool(double[] means, double[] weight, int block) {
    double sum = weight[block] + weight[block + 1];
    means[block] = (weight[block] * means[block] + weight[block + 1] * means[block + 1]) / sum;
    weight[block] = sum;
  }

  private static double[] spread(double[] means, int[] end, int points) {
    double[] fitted = new double[points];
    int block = 0;
    for (int i = 0; i < points; i++) {
      block += i == end[block] ? 1 : 0;
      fitted[i] = means[block];
    }
    return fitted;
  }
}
