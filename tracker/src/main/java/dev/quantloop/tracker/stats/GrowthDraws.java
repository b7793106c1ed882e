package dev.quantloop.tracker.stats;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * What the points of a curve might have been with other documents and other calibration texts. The
 * resamples of the documents move all points together; each is also moved by itself, by seeded
 * draws from the noise, whose size is uncertain as well and is drawn with them. The draws of a
 * point do not depend on the points after it.
 */
final class GrowthDraws {
  private final double[][] byPoint;

  /**
   * @param noise as estimated from replicates
   */
  GrowthDraws(List<RecipeResults> curve, CalibrationNoise noise, long seed) {
    double[] deviations = deviations(curve.get(0).resampledMean().length, noise, new Random(seed));
    this.byPoint = new double[curve.size()][];
    for (int i = 0; i < byPoint.length; i++) {
      byPoint[i] =
          draws(curve.get(i), deviations, new Random(seed + (i + 1) * 0x9e3779b97f4a7c15L));
    }
  }

  int count() {
    return byPoint[0].length;
  }

  /** Ln composite of the first points in one of the draws. */
  double[] get(int draw, int points) {
    double[] lnComposites = new double[points];
    Arrays.setAll(lnComposites, i -> byPoint[i][draw]);
    return lnComposites;
  }

  /** How large the calibration text's luck may be, seen with so few degrees of freedom. */
  private static double[] deviations(int count, CalibrationNoise noise, Random random) {
    ChiSquaredDistribution chiSquared = ChiSquaredDistribution.of(noise.freedom());
    double squares = noise.variance() * noise.freedom();
    return random
        .doubles(count)
        .map(u -> squares / chiSquared.inverseCumulativeProbability(u) - noise.byEvaluation())
        .map(variance -> Math.sqrt(Math.max(0, variance)))
        .toArray();
  }

  private static double[] draws(RecipeResults point, double[] deviations, Random random) {
    double[] draws = point.resampledMean();
    double mean = Arrays.stream(draws).average().orElseThrow();
    double unbiased = Math.sqrt((double) point.sample().clusters() / point.sample().freedom());
    double shares = Math.sqrt(1.0 / point.count());
    for (int b = 0; b < draws.length; b++) {
      double byDocuments = unbiased * (draws[b] - mean);
      double byCalibration = shares * deviations[b] * random.nextGaussian();
      draws[b] = point.mean() + byDocuments + byCalibration;
    }
    return draws;
  }
}
