package dev.quantloop.tracker.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecipeComparisonTest {
  private static final double EXACT = 1e-9;

  /** scipy.stats.ttest_ind, SciPy 1.16. */
  @Test
  void isStudentsTestOfTheReplicatesWhereTheDocumentsMakeNoDifference() {
    RecipeResults from = MadeRecipes.exact(4096, 1.00, 1.02, 0.99);
    RecipeResults to = MadeRecipes.exact(8192, 0.97, 0.985);
    RecipeComparison comparison =
        RecipeComparison.of(from, to, CalibrationNoise.pooled(List.of(from, to)));

    Change change = comparison.change().orElseThrow();
    assertEquals(0.13447141533291934, change.p(), EXACT);
    assertEquals(-0.025502507676465405, change.value(), EXACT);
    assertEquals(-0.06405536234917295, change.interval().low(), EXACT);
    assertEquals(0.01463839242502465, change.interval().high(), EXACT);
    assertEquals(3, comparison.freedom(), EXACT);
    assertEquals(3, comparison.fromReplicates());
    assertEquals(2, comparison.toReplicates());
    assertEquals(64, comparison.clusters());
    assertEquals(Optional.of(Outcome.NO_DETECTABLE_DIFFERENCE), comparison.outcome());
  }

  /** The same by NumPy and scipy.stats.t. */
  @Test
  void addsTheLuckOfTheDocumentsWithoutCountingAnyOfItTwice() {
    RecipeResults from = MadeRecipes.swaying(4096, 0, 0, 1.00, 1.02, 0.99);
    RecipeResults to = MadeRecipes.swaying(8192, 3, 0.003, 0.97, 0.985);
    CalibrationNoise noise = CalibrationNoise.pooled(List.of(from, to)).orElseThrow();
    RecipeComparison comparison = RecipeComparison.of(from, to, Optional.of(noise));

    assertEquals(0.0001930555555555559, noise.variance(), EXACT);
    assertEquals(8.175125644550423e-06, noise.byEvaluation(), EXACT);
    assertEquals(3, noise.freedom());
    Change change = comparison.change().orElseThrow();
    assertEquals(3.152076425112773, comparison.freedom(), EXACT);
    assertEquals(0.13333501887215551, change.p(), EXACT);
    assertEquals(-0.06350233258841219, change.interval().low(), EXACT);
    assertEquals(0.014039218239174945, change.interval().high(), EXACT);
  }

  @Test
  void takesTheNoiseOfOtherRecipesWhereNeitherHasReplicates() {
    Optional<CalibrationNoise> noise =
        CalibrationNoise.pooled(List.of(MadeRecipes.exact(4096, 1, 1.01, 1.02, 1.03, 1.04)));
    RecipeResults from = MadeRecipes.exact(4096, 1);

    Change change =
        RecipeComparison.of(from, MadeRecipes.exact(8192, 0.9), noise).change().orElseThrow();

    assertEquals(Outcome.IMPROVED, change.outcome(Figure.COMPOSITE));
    double deviation = Math.sqrt(2) * noise.orElseThrow().deviation();
    assertEquals(Math.exp(-0.1 + 2.7764451 * deviation) - 1, change.interval().high(), 1e-7);
  }

  @Test
  void isUndecidedWhereNothingIsKnownAboutTheLuckOfTheCalibrationText() {
    RecipeResults once = MadeRecipes.swaying(4096, 0, 0, 1);
    RecipeComparison comparison =
        RecipeComparison.of(
            once, MadeRecipes.swaying(8192, 1, 0, 0.5), CalibrationNoise.pooled(List.of(once)));

    assertTrue(comparison.change().isEmpty());
    assertEquals(
        Optional.of("no recipe has been calibrated on a second text"), comparison.reason());
  }

  @Test
  void isUndecidedWithTooFewDocuments() {
    Sample sample = new Sample("tokens", List.of(9));
    RecipeResults few =
        new RecipeResults(4096, List.of(new Replicate(1, new double[] {1, 1.1}, sample)));

    assertEquals(
        Optional.of("too few documents: 9, of 10 that are needed"),
        RecipeComparison.of(few, few, Optional.of(CalibrationNoise.NONE)).reason());
  }

  @Test
  void isUndecidedWhereACompositeIsZero() {
    RecipeResults zero = MadeRecipes.exact(4096, Double.NEGATIVE_INFINITY);

    assertEquals(
        Optional.of("a composite is 0"),
        RecipeComparison.of(zero, MadeRecipes.exact(8192, 1), Optional.of(CalibrationNoise.NONE))
            .reason());
  }

  @Test
  void leavesNothingToTheCalibrationTextWhereThereIsNoImatrix() {
    RecipeResults none = MadeRecipes.swaying(0, 0, 0, 1);
    RecipeResults alsoNone = MadeRecipes.swaying(0, 1, 0, 0.9);
    CalibrationNoise loud = new CalibrationNoise(1, 0, 5);

    assertEquals(
        RecipeComparison.of(none, alsoNone, Optional.of(CalibrationNoise.NONE)),
        RecipeComparison.of(none, alsoNone, Optional.of(loud)));
    assertEquals(
        RecipeComparison.of(none, alsoNone, Optional.of(loud)),
        RecipeComparison.of(none, alsoNone, Optional.empty()));
  }

  @Test
  void comparesFilesAsThePairedComparisonDoes() {
    List<Stratum> strata = List.of(new Stratum("set", IntStream.range(0, 20).toArray()));
    Resampled first = resampled(strata, 1);
    Resampled second = resampled(strata, 2);
    Change paired = PairedComparison.of(Figure.COMPOSITE, 2, first, 1.9, second).orElseThrow();

    Change change =
        RecipeComparison.of(
                new RecipeResults(4096, List.of(Replicate.of(2, first))),
                new RecipeResults(8192, List.of(Replicate.of(1.9, second))),
                Optional.of(CalibrationNoise.NONE))
            .change()
            .orElseThrow();

    assertEquals(paired.value(), change.value(), EXACT);
    assertEquals(paired.p(), change.p(), EXACT);
    assertEquals(paired.interval().low(), change.interval().low(), EXACT);
    assertEquals(paired.interval().high(), change.interval().high(), EXACT);
  }

  @Test
  void refusesOtherTokens() {
    Sample other = new Sample("other tokens", List.of(32, 32));
    double[] resampled = new double[MadeRecipes.EXACT_RESAMPLES];
    RecipeResults elsewhere = new RecipeResults(4096, List.of(new Replicate(1, resampled, other)));

    assertThrows(
        IllegalArgumentException.class,
        () -> RecipeComparison.of(MadeRecipes.exact(4096, 1), elsewhere, Optional.empty()));
  }

  private static Resampled resampled(List<Stratum> strata, int seed) {
    Random random = new Random(seed);
    List<ChunkTokens> chunks =
        IntStream.range(0, 20)
            .mapToObj(
                c -> {
                  float[] kld = new float[30];
                  for (int i = 0; i < kld.length; i++) {
                    kld[i] = random.nextFloat();
                  }
                  return new ChunkTokens(kld, kld, kld, new BitSet());
                })
            .toList();
    return ClusterBootstrap.of(strata, List.of(chunks), new Resampling(100, 1));
  }
}
