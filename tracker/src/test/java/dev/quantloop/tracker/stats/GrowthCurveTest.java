package dev.quantloop.tracker.stats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.tracker.stats.GrowthCurve.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GrowthCurveTest {
  private static final Optional<CalibrationNoise> QUIET = noise(0.002);
  private final GrowthCurve curve = new GrowthCurve(2, 0.01, 42);

  @Test
  void flatteningCurvesComeToAPlateau() {
    List<Step> steps = curve.steps(points(0.3, 1, 8), QUIET);

    assertFalse(steps.get(3).plateau());
    assertTrue(steps.get(7).plateau());
    assertEquals(GrowthFit.POWER_LAW, steps.get(7).fit());
    double next = 0.3 * Math.pow(2, -8);
    assertEquals(next, steps.get(7).gain().orElseThrow(), 1e-3);
    assertTrue(steps.get(7).interval().orElseThrow().contains(next));
  }

  @Test
  void whatHelpsWithEveryDoublingIsNoPlateau() {
    List<RecipeResults> points = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      points.add(MadeRecipes.exact(4096L << i, -0.02 * i));
    }
    List<Step> steps = curve.steps(points, QUIET);

    assertTrue(steps.stream().noneMatch(step -> step.smallSteps() > 0));
    assertEquals(-Math.expm1(-0.02), steps.get(7).gain().orElseThrow(), 1e-9);
  }

  @Test
  void theFirstPointAndTheStepFromNoImatrixSayNothing() {
    List<Step> steps =
        curve.steps(
            List.of(
                MadeRecipes.exact(0, 1), MadeRecipes.exact(4096, 1), MadeRecipes.exact(8192, 1)),
            QUIET);

    assertEquals(GrowthFit.NONE, steps.get(0).fit());
    assertEquals(GrowthFit.NONE, steps.get(1).fit());
    assertTrue(steps.get(1).gain().isEmpty());
    assertEquals(1, steps.get(2).smallSteps());
  }

  @Test
  void theIntervalSaysSoWhereTheDataCannotTell() {
    List<Step> steps = curve.steps(points(0, 1, 3), noise(0.02));

    assertTrue(steps.get(2).interval().orElseThrow().high() > 0.02);
    assertFalse(steps.get(2).plateau());
  }

  @Test
  void nothingIsSaidWhereTheLuckOfTheCalibrationTextIsUnknown() {
    List<Step> steps = curve.steps(points(0, 1, 5), Optional.empty());

    assertTrue(steps.stream().allMatch(step -> step.interval().isEmpty() && !step.plateau()));
    assertTrue(
        curve.steps(points(0, 1, 5), Optional.of(CalibrationNoise.NONE)).stream()
            .allMatch(step -> step.interval().isEmpty()));
  }

  @Test
  void fewDegreesOfFreedomWidenTheInterval() {
    double sure = upperEnd(new CalibrationNoise(1e-4, 0, 30));
    double unsure = upperEnd(new CalibrationNoise(1e-4, 0, 1));

    assertTrue(unsure > 3 * sure, sure + " " + unsure);
  }

  private double upperEnd(CalibrationNoise noise) {
    return curve.steps(points(0, 1, 4), Optional.of(noise)).get(3).interval().orElseThrow().high();
  }

  @Test
  void replicatesNarrowTheInterval() {
    List<RecipeResults> once = new ArrayList<>();
    List<RecipeResults> fourTimes = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      once.add(MadeRecipes.exact(4096L << i, 1));
      fourTimes.add(MadeRecipes.exact(4096L << i, 1, 1, 1, 1));
    }
    double wide = curve.steps(once, noise(0.01)).get(4).interval().orElseThrow().high();
    double narrow = curve.steps(fourTimes, noise(0.01)).get(4).interval().orElseThrow().high();

    assertEquals(wide / 2, narrow, 0.05 * wide);
  }

  @Test
  void whatNoPowerLawComesNearIsFittedByTheClosestCurveThatNeverRises() {
    List<Step> steps =
        curve.steps(
            List.of(
                MadeRecipes.exact(4096, 1),
                MadeRecipes.exact(8192, 1),
                MadeRecipes.exact(16384, 1),
                MadeRecipes.exact(32768, 0.9)),
            QUIET);

    assertEquals(GrowthFit.ISOTONIC, steps.get(3).fit());
    assertEquals(-Math.expm1(-0.1), steps.get(3).gain().orElseThrow(), 1e-9);
    assertEquals(0, steps.get(3).smallSteps());
  }

  @Test
  void isTheSameEveryTime() {
    assertEquals(
        curve.steps(points(0.1, 1, 5), noise(0.01)), curve.steps(points(0.1, 1, 5), noise(0.01)));
  }

  @Test
  void laterPointsChangeNothingAboutEarlierSteps() {
    assertEquals(
        curve.steps(points(0.1, 1, 5), noise(0.01)),
        curve.steps(points(0.1, 1, 7), noise(0.01)).subList(0, 5));
  }

  @Test
  void refusesPointsThatDoNotGrow() {
    List<RecipeResults> points = List.of(MadeRecipes.exact(8, 1), MadeRecipes.exact(8, 1));

    assertThrows(IllegalArgumentException.class, () -> curve.steps(points, QUIET));
  }

  /** scipy.optimize.curve_fit with bounds, SciPy 1.16; the grid of exponents is coarser. */
  @Test
  void thePowerLawIsThatOfSciPy() {
    double[] tokens = {8, 16, 32, 64, 128};
    double[] y = {1.50, 1.43, 1.405, 1.38, 1.379};
    PowerLaw law = new PowerLaw(tokens, new double[] {1, 1, 2, 1, 3});

    assertEquals(0.0036507414505613234, law.of(y), 1e-4);
    assertEquals(7.366561450168191e-05, law.residual(y), 1e-6);
  }

  /** Weighted least squares by trying each a, with c at its best. */
  @Test
  void thePowerLawIsTheClosestOfAllThatWereTried() {
    Random random = new Random(1);
    double[] tokens = {1, 2, 5, 8};
    double[] weights = {1, 2, 1, 3};
    PowerLaw law = new PowerLaw(tokens, weights);
    for (int trial = 0; trial < 20; trial++) {
      double[] y = random.doubles(4, 0, 0.1).toArray();
      double least = Double.MAX_VALUE;
      for (double exponent = 0; exponent < 3.01; exponent += 0.05) {
        for (double a = 0; a < 0.5; a += 0.001) {
          least = Math.min(least, squares(tokens, weights, y, a, exponent));
        }
      }
      assertEquals(least, law.residual(y), 1e-5);
    }
  }

  private static double regressor(double tokens, double exponent) {
    return exponent == 0 ? -Math.log(tokens) : Math.pow(tokens, -exponent);
  }

  private static double squares(
      double[] tokens, double[] weights, double[] y, double a, double exponent) {
    double sum = 0;
    double weight = 0;
    for (int i = 0; i < y.length; i++) {
      sum += weights[i] * (y[i] - a * regressor(tokens[i], exponent));
      weight += weights[i];
    }
    double squares = 0;
    for (int i = 0; i < y.length; i++) {
      double off = y[i] - a * regressor(tokens[i], exponent) - sum / weight;
      squares += weights[i] * off * off;
    }
    return squares;
  }

  /** scipy.optimize.isotonic_regression, SciPy 1.16. */
  @Test
  void theIsotonicCurveIsThatOfSciPy() {
    IsotonicCurve isotonic =
        new IsotonicCurve(
            new double[] {1, 2, 4, 8, 16, 32, 64}, new double[] {1, 2, 1, 1, 3, 1, 1});

    assertArrayEquals(
        new double[] {5, 3.625, 3.625, 3.625, 1.3, 1.3, 1.3},
        isotonic.fit(new double[] {5, 3, 4, 4.5, 1, 2, 1.5}),
        1e-12);
  }

  /** The least of all means up to here of the greatest of all means from here. */
  @Test
  void theIsotonicCurveIsThatOfTheFormula() {
    Random random = new Random(2);
    for (int trial = 0; trial < 50; trial++) {
      double[] weights = random.doubles(6, 1, 4).toArray();
      double[] y = random.doubles(6).toArray();
      double[] fitted = new IsotonicCurve(new double[] {1, 2, 3, 4, 5, 6}, weights).fit(y);
      for (int i = 0; i < y.length; i++) {
        double least = Double.MAX_VALUE;
        for (int from = 0; from <= i; from++) {
          double most = -Double.MAX_VALUE;
          for (int to = i; to < y.length; to++) {
            most = Math.max(most, mean(y, weights, from, to));
          }
          least = Math.min(least, most);
        }
        assertEquals(least, fitted[i], 1e-12);
      }
    }
  }

  private static double mean(double[] y, double[] weights, int from, int to) {
    double sum = 0;
    double weight = 0;
    for (int i = from; i <= to; i++) {
      sum += weights[i] * y[i];
      weight += weights[i];
    }
    return sum / weight;
  }

  private static Optional<CalibrationNoise> noise(double deviation) {
    return Optional.of(new CalibrationNoise(deviation * deviation, 0, 1000));
  }

  private static List<RecipeResults> points(double a, double exponent, int count) {
    List<RecipeResults> points = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      points.add(MadeRecipes.exact(4096L << i, 1 + a * Math.pow(2, -exponent * i)));
    }
    return points;
  }
}
