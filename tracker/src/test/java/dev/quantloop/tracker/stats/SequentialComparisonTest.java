package dev.quantloop.tracker.stats;

import static dev.quantloop.tracker.stats.EvaluatedDocuments.OTHER_Q4;
import static dev.quantloop.tracker.stats.EvaluatedDocuments.Q2;
import static dev.quantloop.tracker.stats.EvaluatedDocuments.Q4;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.tracker.stats.SequentialComparison.Settled;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

class SequentialComparisonTest {
  private static final double[] SHARES = {0.125, 0.25, 0.5, 0.75, 1};
  private static final Resampling HOW = new Resampling(100, 42);
  private static final int TRIALS = 1000;
  private static final EvaluatedDocuments POPULATION = EvaluatedDocuments.read();

  @Test
  void theBoundsAreThoseOfTheLiterature() {
    double[] expected = {2.96e-8, 8.86e-5, 0.00554, 0.0215, 0.0411};
    double[] nominal = SpentError.nominal(SHARES);
    for (int look = 0; look < expected.length; look++) {
      assertEquals(expected[look], nominal[look], 0.005 * expected[look]);
    }
    assertArrayEquals(new double[] {0.05}, SpentError.nominal(new double[] {1}), 1e-9);
  }

  @Test
  void aWalkThatGoesNowhereCrossesThemInFiveOfHundredCases() {
    double[] nominal = SpentError.nominal(SHARES);
    NormalDistribution normal = NormalDistribution.of(0, 1);
    double[] bounds = new double[SHARES.length];
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = normal.inverseSurvivalProbability(nominal[i] / 2) * Math.sqrt(SHARES[i]);
    }
    Random random = new Random(42);
    int crossed = 0;
    int walks = 100_000;
    for (int walk = 0; walk < walks; walk++) {
      double at = 0;
      boolean beyond = false;
      for (int look = 0; look < bounds.length; look++) {
        double step = SHARES[look] - (look == 0 ? 0 : SHARES[look - 1]);
        at += Math.sqrt(step) * random.nextGaussian();
        beyond |= Math.abs(at) > bounds[look];
      }
      crossed += beyond ? 1 : 0;
    }
    assertEquals(0.05, (double) crossed / walks, 0.003);
  }

  @Test
  void documentsComeInSeededOrderAndEachSetHasItsShareOfEveryBeginning() {
    EvaluatedDocuments drawn = POPULATION.draw(1, 128);
    SequentialComparison one = sequential(drawn, 42);
    List<ChunkPlace> order = one.order();
    assertEquals(128, new HashSet<>(order).size());
    assertEquals(order, sequential(drawn, 42).order());
    assertNotEquals(order, sequential(drawn, 43).order());
    for (int chunks : one.looks()) {
      long first = order.subList(0, chunks).stream().filter(place -> place.set() == 0).count();
      assertEquals(0.5, (double) first / chunks, 0.2);
    }
    assertEquals(128, one.looks().get(one.looks().size() - 1));
  }

  @Test
  void tooFewDocumentsAreNotLookedAt() {
    List<Stratum> strata = List.of(new Stratum("few", new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8}));
    assertEquals(List.of(), new SequentialComparison(strata, List.of(List.of()), HOW).looks());
  }

  @Test
  void allLooksTogetherCallEqualQuantsDifferentInFiveOfHundredCases() {
    double share =
        IntStream.range(0, TRIALS)
                .parallel()
                .filter(trial -> run(swapped(trial), OTHER_Q4).outcome() != none())
                .count()
            / (double) TRIALS;
    assertEquals(0.05, share, 0.015);
  }

  /** A change that one look at everything finds in four of five cases. */
  @Test
  void givingUpEarlyCostsLittlePower() {
    EvaluatedDocuments improved = POPULATION.apart(0.955);
    List<Found> found =
        IntStream.range(0, 200)
            .parallel()
            .mapToObj(trial -> Found.in(improved.draw(trial, 64)))
            .toList();
    double once = share(found, Found::once);
    double patient = share(found, Found::patient);
    double givingUp = share(found, Found::givingUp);
    assertEquals(0.8, once, 0.1);
    assertTrue(patient - givingUp <= 0.03, "giving up costs " + (patient - givingUp));
    assertTrue(once - givingUp <= 0.05, "all of it costs " + (once - givingUp));
  }

  /**
   * Whether an improvement is found.
   *
   * @param once in a single look at all chunks
   * @param patient in several, of which only a difference is the last
   * @param givingUp as the program does it
   */
  private record Found(boolean once, boolean patient, boolean givingUp) {
    static Found in(EvaluatedDocuments drawn) {
      List<Settled> looks = settled(drawn, OTHER_Q4).toList();
      return new Found(
          looks.get(looks.size() - 1).change().p() < 0.05,
          looks.stream().anyMatch(one -> one.outcome() == Outcome.IMPROVED),
          looks.get(0).outcome() == Outcome.IMPROVED);
    }
  }

  private static double share(List<Found> found, Predicate<Found> test) {
    return (double) found.stream().filter(test).count() / found.size();
  }

  @Test
  void halfOfTheTokensAreSavedWhereTypesAreApart() {
    List<Settled> settled =
        IntStream.range(0, 60)
            .parallel()
            .mapToObj(trial -> run(POPULATION.draw(trial, 128), Q2))
            .toList();
    assertTrue(settled.stream().allMatch(one -> one.outcome() == Outcome.WORSE));
    double chunks = settled.stream().mapToInt(Settled::chunks).average().orElseThrow();
    assertTrue(chunks <= 64, "evaluated " + chunks + " of 128");
  }

  @Test
  void equalOnesAreGivenUpWithTheIntervalOfTheLook() {
    Settled settled = run(POPULATION.draw(3, 128), Q4);
    assertEquals(none(), settled.outcome());
    assertTrue(settled.chunks() < 100, "evaluated " + settled.chunks());
  }

  private static Outcome none() {
    return Outcome.NO_DETECTABLE_DIFFERENCE;
  }

  private static EvaluatedDocuments swapped(int trial) {
    Random coin = new Random(trial);
    return POPULATION.draw(trial, 64).map(d -> coin.nextBoolean() ? d.swapped() : d);
  }

  private static SequentialComparison sequential(EvaluatedDocuments drawn, long seed) {
    return new SequentialComparison(
        drawn.strata(), drawn.chunks(Q4), new Resampling(HOW.resamples(), seed));
  }

  /** Of a quant against Q4, until it is settled. */
  private static Settled run(EvaluatedDocuments drawn, int quant) {
    return settled(drawn, quant).findFirst().orElseThrow();
  }

  /** What each look comes to that would be the last, whatever the looks before said. */
  private static Stream<Settled> settled(EvaluatedDocuments drawn, int quant) {
    SequentialComparison comparison = sequential(drawn, HOW.seed());
    List<List<ChunkTokens>> chunks = drawn.chunks(quant);
    List<ChunkTokens> ordered =
        comparison.order().stream().map(p -> chunks.get(p.set()).get(p.chunk())).toList();
    return IntStream.range(0, comparison.looks().size())
        .boxed()
        .flatMap(
            look ->
                comparison.look(look, ordered.subList(0, comparison.looks().get(look))).stream());
  }
}
