package dev.quantloop.tracker.stats;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * What the points of a curve might have been with other documents and other calibration texts. The
 * resamples of the documents move all points together; each is also moved by itself, by seeded
 * draws from the noise, whose size is uncertain as well and is drawn with them.
 */
final class GrowthDraws {
  private GrowthDraws() {}

  /** By resample, then point: ln composite. */
  static double[][] of(List<RecipeResults> curve, CalibrationNoise noise, long seed) {
    double[][] points = curve.stream().map(GrowthDraws::byDocuments).toArray(double[][]::new);
    double[][] draws = new double[points[0].length][points.length];
    Random random = new Random(seed);
    for (int b = 0; b < draws.length; b++) {
      double deviation = Math.sqrt(byCalibration(noise, random));
      for (int i = 0; i < points.length; i++) {
        double luck = random.nextGaussian() / Math.sqrt(curve.get(i).count());
        draws[b][i] = points[i][b] + deviation * luck;
      }
    }
    return draws;
  }

  /** The point in each resample, around what was measured. */
  private static double[] byDocuments(RecipeResults point) {
    double[] resampled = point.resampledMean();
    double mean = Arrays.stream(resampled).average().orElseThrow();
    double unbiased = Math.sqrt((double) point.sample().clusters() / point.sample().freedom());
    return Arrays.stream(resampled).map(v -> point.mean() + unbiased * (v - mean)).toArray();
  }

  /** How large the variance may be, seen with so few degrees of freedom. */
  private static double byCalibration(CalibrationNoise noise, Random random) {
    double u = random.nextDouble();
    double chiSquared = ChiSquaredDistribution.of(noise.freedom()).inverseCumulativeProbability(u);
    return Math.max(0, noise.variance() * noise.freedom() / chiSquared - noise.byEvaluation());
  }
}
