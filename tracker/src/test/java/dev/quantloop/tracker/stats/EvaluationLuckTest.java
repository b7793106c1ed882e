package dev.quantloop.tracker.stats;

import static dev.quantloop.tracker.stats.EvaluatedDocuments.OTHER_Q4;
import static dev.quantloop.tracker.stats.EvaluatedDocuments.Q2;
import static dev.quantloop.tracker.stats.EvaluatedDocuments.Q4;
import static dev.quantloop.tracker.stats.Figure.COMPOSITE;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the program says about its own luck, held against the truth: evaluations drawn from a
 * population of real documents whose figures are known.
 */
class EvaluationLuckTest {
  private static final int TRIALS = 1000;
  private static final Resampling HOW = new Resampling(200, 42);
  private static final EvaluatedDocuments POPULATION = EvaluatedDocuments.read();
  private static final double[] TRUTH =
      IntStream.rangeClosed(Q4, Q2).mapToDouble(POPULATION::composite).toArray();

  @ParameterizedTest
  @ValueSource(ints = {64, 256})
  void intervalsCoverTheTruthAndEqualQuantsAreCalledDifferentAsOftenAsStated(int chunks) {
    List<Trial> trials =
        IntStream.range(0, TRIALS).parallel().mapToObj(t -> new Trial(t, chunks)).toList();
    assertAll(
        () -> assertShare("composite of Q4_K_M", 0.93, 0.97, trials, t -> t.covers(Q4)),
        () -> assertShare("composite of Q2_K", 0.93, 0.97, trials, t -> t.covers(Q2)),
        () -> assertShare("change by imatrix", 0.93, 0.97, trials, t -> t.coversChange(OTHER_Q4)),
        () -> assertShare("change by type", 0.93, 0.97, trials, t -> t.coversChange(Q2)),
        () -> assertShare("equal", 0.035, 0.065, trials, Trial::callsEqualQuantsDifferent));
  }

  @Test
  void aChangeOfTwoPercentIsFoundOnThreeHundredEightyFourChunks() {
    EvaluatedDocuments improved = POPULATION.apart(0.98);
    assertEquals(0.98 * improved.composite(Q4), improved.composite(OTHER_Q4), 1e-6);
    double found =
        share(
            500, trial -> change(improved.draw(trial, 384)).outcome(COMPOSITE) == Outcome.IMPROVED);
    assertTrue(found >= 0.8, "found " + found);
  }

  @Test
  void whatAnEvaluationCanDetectIsEstimatedFromASmallerOne() {
    double[] estimates =
        IntStream.range(0, 100)
            .parallel()
            .mapToDouble(
                trial -> {
                  EvaluatedDocuments small = POPULATION.draw(trial, 64);
                  int planned = 6 * small.strata().stream().mapToInt(Stratum::clusters).sum();
                  return DetectableChange.of(
                          COMPOSITE,
                          small.resampled(Q4, HOW),
                          small.resampled(OTHER_Q4, HOW),
                          planned)
                      .orElseThrow();
                })
            .sorted()
            .toArray();
    assertEquals(0.02, estimates[50], 0.003);
  }

  @Test
  void resamplingTokensWouldPromiseFarTooMuch() {
    double truth = POPULATION.composite(Q4);
    double covered =
        share(60, trial -> interval(asClusters(POPULATION.draw(trial, 64)), Q4).contains(truth));
    assertTrue(covered < 0.7, "covered " + covered);
  }

  /** An evaluation that was drawn from the population. */
  private static final class Trial {
    private final EvaluatedDocuments drawn;
    private final List<Resampled> resampled;
    private final double[] composites;
    private final boolean callsEqualQuantsDifferent;

    Trial(int number, int chunks) {
      this.drawn = POPULATION.draw(number, chunks);
      this.resampled = List.of(resampled(Q4), resampled(OTHER_Q4), resampled(Q2));
      this.composites = IntStream.rangeClosed(Q4, Q2).mapToDouble(drawn::composite).toArray();
      Random coin = new Random(number);
      EvaluatedDocuments swapped = drawn.map(d -> coin.nextBoolean() ? d.swapped() : d);
      this.callsEqualQuantsDifferent =
          change(swapped).outcome(COMPOSITE) != Outcome.NO_DETECTABLE_DIFFERENCE;
    }

    private Resampled resampled(int quant) {
      return drawn.resampled(quant, HOW);
    }

    boolean covers(int quant) {
      return resampled
          .get(quant)
          .interval(COMPOSITE, composites[quant])
          .orElseThrow()
          .contains(TRUTH[quant]);
    }

    boolean coversChange(int quant) {
      return PairedComparison.of(
              COMPOSITE, composites[Q4], resampled.get(Q4), composites[quant], resampled.get(quant))
          .orElseThrow()
          .interval()
          .contains(TRUTH[quant] / TRUTH[Q4] - 1);
    }

    boolean callsEqualQuantsDifferent() {
      return callsEqualQuantsDifferent;
    }
  }

  private static Interval interval(EvaluatedDocuments drawn, int quant) {
    return drawn.resampled(quant, HOW).interval(COMPOSITE, drawn.composite(quant)).orElseThrow();
  }

  private static Change change(EvaluatedDocuments drawn) {
    return PairedComparison.of(
            COMPOSITE,
            drawn.composite(Q4),
            drawn.resampled(Q4, HOW),
            drawn.composite(OTHER_Q4),
            drawn.resampled(OTHER_Q4, HOW))
        .orElseThrow();
  }

  /** Each token as a document of its own. */
  private static EvaluatedDocuments asClusters(EvaluatedDocuments drawn) {
    return new EvaluatedDocuments(
        drawn.key(),
        drawn.sets().stream()
            .map(set -> set.stream().flatMap(d -> d.quants().get(Q4).stream()))
            .map(
                chunks ->
                    chunks
                        .flatMap(c -> IntStream.range(0, c.tokens()).mapToObj(i -> token(c, i)))
                        .toList())
            .toList());
  }

  private static EvaluatedDocuments.Document token(ChunkTokens chunk, int i) {
    return new EvaluatedDocuments.Document(
        List.of(List.of(EvaluatedDocuments.tokens(new float[] {chunk.kld()[i]}))));
  }

  private static void assertShare(
      String what, double low, double high, List<Trial> trials, Predicate<Trial> test) {
    double share = (double) trials.stream().filter(test).count() / trials.size();

    assertTrue(low <= share && share <= high, "%s: %.1f %%".formatted(what, 100 * share));
  }

  private static double share(int trials, IntPredicate trial) {
    return (double) IntStream.range(0, trials).parallel().filter(trial).count() / trials;
  }
}
