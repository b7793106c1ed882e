package dev.quantloop.tracker.stats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quantloop.tracker.stats.Recommendation.HeldAgainstBest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RecommendationTest {
  private static final Optional<CalibrationNoise> NOISE =
      Optional.of(new CalibrationNoise(1e-4, 0, 20));

  @Test
  void takesTheFewestTokensOfThoseThatAreNotDetectablyWorseThanTheBest() {
    Recommendation recommendation =
        Recommendation.of(
            List.of(
                MadeRecipes.exact(0, 1.3),
                MadeRecipes.exact(4096, 1.1),
                MadeRecipes.exact(8192, 1.01),
                MadeRecipes.exact(16384, 1)),
            NOISE);

    assertEquals(2, recommendation.recommended());
    assertEquals(3, recommendation.best());
    assertEquals(
        List.of(0, 1, 2),
        recommendation.comparisons().stream().map(HeldAgainstBest::recipe).toList());
  }

  @Test
  void takesNoImatrixWhereItIsAsGood() {
    assertEquals(
        0,
        Recommendation.of(List.of(MadeRecipes.exact(0, 1.01), MadeRecipes.exact(4096, 1)), NOISE)
            .recommended());
  }

  @Test
  void takesTheBetterOfEquallyLargeCorpora() {
    assertEquals(
        1,
        Recommendation.of(
                List.of(
                    MadeRecipes.exact(4096, 1.01),
                    MadeRecipes.exact(4096, 1.005),
                    MadeRecipes.exact(8192, 1)),
                NOISE)
            .recommended());
  }

  @Test
  void correctsForTheNumberOfComparisons() {
    RecipeResults justWorse = MadeRecipes.exact(4096, 1.031);
    RecipeResults best = MadeRecipes.exact(32768, 1);

    assertEquals(1, Recommendation.of(List.of(justWorse, best), NOISE).recommended());
    Recommendation ofMany =
        Recommendation.of(
            List.of(justWorse, MadeRecipes.exact(8192, 1), MadeRecipes.exact(16384, 1), best),
            NOISE);
    assertEquals(0, ofMany.recommended());
    double p = ofMany.comparisons().get(0).comparison().change().orElseThrow().p();
    assertArrayEquals(
        new double[] {3 * p, 1, 1},
        ofMany.comparisons().stream().mapToDouble(h -> h.adjustedP().orElseThrow()).toArray());
  }

  @Test
  void takesTheBestWhereNothingCanBeTold() {
    Recommendation recommendation =
        Recommendation.of(
            List.of(MadeRecipes.exact(4096, 1), MadeRecipes.exact(8192, 0.999)), Optional.empty());

    assertEquals(1, recommendation.recommended());
    assertEquals(
        Optional.of("no recipe has been calibrated on a second text"),
        recommendation.comparisons().get(0).comparison().reason());
  }

  @Test
  void aSingleRecipeIsTheBest() {
    Recommendation single = Recommendation.of(List.of(MadeRecipes.exact(4096, 1)), NOISE);

    assertEquals(0, single.recommended());
    assertEquals(OptionalDouble.of(0), single.atMostWorse());
  }

  @Test
  void saysHowMuchWorseItMayBe() {
    RecipeResults small = MadeRecipes.exact(4096, 1.01);
    RecipeResults large = MadeRecipes.exact(8192, 1);
    RecipeComparison comparison = RecipeComparison.of(large, small, NOISE);

    assertEquals(
        OptionalDouble.of(comparison.change().orElseThrow().interval().high()),
        Recommendation.of(List.of(small, large), NOISE).atMostWorse());
    assertEquals(
        OptionalDouble.empty(),
        Recommendation.of(List.of(small, large), Optional.empty()).atMostWorse());
  }
}
