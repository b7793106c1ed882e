package dev.quantloop.tracker.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.FDistribution;

/**
 * What another doubling of the calibration corpus can still bring, by the whole curve of composite
 * against tokens. Each point is moved by the luck of its calibration text, in seeded draws from the
 * noise, and all of them by the luck of the documents, in the resamples; the curve is fitted to
 * each of these draws.
 *
 * @param k steps in a row that make a plateau: after each of them even the favourable end of the
 *     gain is below {@code tau}
 * @param tau relative improvement, 0.01 = 1 %
 * @param seed of the draws
 */
public record GrowthCurve(int k, double tau, long seed) {
  /** So many points any power law goes through. */
  private static final int PARAMETERS = 3;

  private static final Step UNKNOWN =
      new Step(GrowthFit.NONE, OptionalDouble.empty(), Optional.empty(), 0, false);

  /**
   * What is known after a corpus was tried.
   *
   * @param fit how the composites up to here were fitted
   * @param gain relative improvement of the composite by another doubling; empty where it can't be
   *     told
   * @param interval of the gain, at 95 %; empty likewise
   * @param smallSteps steps in a row, up to this one, whose interval ends below tau
   * @param plateau whether these are k
   */
  public record Step(
      GrowthFit fit,
      OptionalDouble gain,
      Optional<Interval> interval,
      int smallSteps,
      boolean plateau) {}

  /**
   * One for each point. Those without imatrix are no part of the curve.
   *
   * @param points of one quant type, evaluated on the same tokens, with ever more of them for
   *     calibration
   * @param noise as estimated from replicates; empty: the luck of the calibration text is not
   *     known, so neither is the gain
   */
  public List<Step> steps(List<RecipeResults> points, Optional<CalibrationNoise> noise) {
    List<RecipeResults> curve = points.stream().filter(RecipeResults::calibrated).toList();
    requireGrowth(curve);
    Optional<CalibrationNoise> known = noise.filter(CalibrationNoise::isEstimated);
    Optional<GrowthDraws> draws =
        known.filter(n -> !curve.isEmpty()).map(n -> new GrowthDraws(curve, n, seed));
    List<Step> steps = new ArrayList<>();
    int fitted = 0;
    int small = 0;
    for (RecipeResults point : points) {
      fitted += point.calibrated() ? 1 : 0;
      List<RecipeResults> upToHere = curve.subList(0, fitted);
      Step step =
          draws.isPresent() && canBeFitted(upToHere)
              ? step(upToHere, known.get(), draws.get(), small)
              : UNKNOWN;
      small = step.smallSteps();
      steps.add(step);
    }
    return steps;
  }

  private static void requireGrowth(List<RecipeResults> curve) {
    for (int i = 1; i < curve.size(); i++) {
      RecipeResults before = curve.get(i - 1);
      before.requireSameTokens(curve.get(i));
      if (curve.get(i).tokens() <= before.tokens()) {
        throw new IllegalArgumentException(
            "a corpus of %d tokens does not grow from %d"
                .formatted(curve.get(i).tokens(), before.tokens()));
      }
    }
  }

  private Step step(
      List<RecipeResults> curve, CalibrationNoise noise, GrowthDraws draws, int smallBefore) {
    double[] tokens = curve.stream().mapToDouble(RecipeResults::tokens).toArray();
    double[] weights = curve.stream().mapToDouble(RecipeResults::count).toArray();
    double[] means = curve.stream().mapToDouble(RecipeResults::mean).toArray();
    PowerLaw law = new PowerLaw(tokens, weights);
    boolean fits = fits(law.residual(means), curve.size() - PARAMETERS, noise);
    GrowthGain gain = fits ? law : new IsotonicCurve(tokens, weights);
    Interval interval = interval(gain, draws, curve.size());
    int small = interval.high() < tau ? smallBefore + 1 : 0;
    return new Step(
        fits ? GrowthFit.POWER_LAW : GrowthFit.ISOTONIC,
        OptionalDouble.of(relative(gain.of(means))),
        Optional.of(interval),
        small,
        small >= k);
  }

  private static boolean canBeFitted(List<RecipeResults> curve) {
    return curve.size() > 1
        && curve.get(0).sample().suffices()
        && curve.stream().allMatch(RecipeResults::isFinite);
  }

  /** Whether the points lie as close to the curve as their luck lets expect. */
  private static boolean fits(double residual, int freedom, CalibrationNoise noise) {
    double perReplicate = Math.max(noise.variance(), noise.byEvaluation());
    return freedom < 1
        || residual == 0
        || FDistribution.of(freedom, noise.freedom())
                .survivalProbability(residual / freedom / perReplicate)
            >= 0.05;
  }

  private static Interval interval(GrowthGain gain, GrowthDraws draws, int points) {
    float[] gains = new float[draws.count()];
    for (int b = 0; b < gains.length; b++) {
      gains[b] = (float) relative(gain.of(draws.get(b, points)));
    }
    Percentiles percentiles = Percentiles.of(gains);
    return new Interval(percentiles.at(0.025), percentiles.at(0.975));
  }

  private static double relative(double fall) {
    return -Math.expm1(-fall);
  }
}
