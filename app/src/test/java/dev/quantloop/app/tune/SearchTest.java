package dev.quantloop.app.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.FlashAttention;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchTest {
  private static final int CONTEXT = 512;
  private static final int MACHINES = 100;
  private static final int ALL_FIT = Integer.MAX_VALUE;

  /** Two threads on a CPU: 100 settings. */
  private static final List<DecodeSettings> ON_CPU =
      new TrialGrid(
              CONTEXT,
              TrialGrid.usualBatches(CONTEXT),
              TrialGrid.usualUbatches(CONTEXT),
              TrialGrid.usualThreads(2),
              TrialGrid.usualFlashAttention())
          .candidates(1, DecodeSettings.ofContext(CONTEXT, 2));

  private static final Search.Listener NOBODY = (done, most, tried, fastest) -> {};

  @ParameterizedTest
  @CsvSource({"0.005, 0, 100", "0.02, 0, 98", "0.03, 0, 98", "0.02, 0.03, 94", "0.05, 0, 85"})
  void comesWithin3PercentOfTheBestInAThirdOfTheTrials(
      double noise, double disturbances, int least) {
    int within = 0;
    for (int seed = 0; seed < MACHINES; seed++) {
      InventedTimings machine = new InventedTimings(seed, noise, disturbances, 2048);
      TuneResult result = search(machine).halve(Search.usualBudget(ON_CPU.size()));
      assertEquals(machine.trials(), result.trials());
      assertTrue(result.trials() * 3 <= ON_CPU.size() * Search.FULL_GRID_REPEATS);
      within += rate(machine, result) >= 0.97 * machine.best(ON_CPU) ? 1 : 0;
    }
    assertTrue(within >= least, within + " of " + MACHINES);
  }

  @Test
  void endsEarlyWhereLittleIsAtStake() {
    InventedTimings quiet = new InventedTimings(1, 0.001, 0, ALL_FIT);
    int trials = search(quiet).halve(Search.usualBudget(ON_CPU.size())).trials();
    assertTrue(trials < 1.4 * ON_CPU.size(), trials + " trials");
  }

  @Test
  void whatRanOutOfMemoryIsTriedOnceAndLosesNothingElse() {
    InventedTimings machine = new InventedTimings(7, 0.01, 0, 1024);
    TuneResult result = search(machine).halve(Search.usualBudget(ON_CPU.size()));
    List<TrialSummary> failed =
        result.summaries().stream().filter(TrialSummary::hasFailed).toList();
    long tooLarge =
        ON_CPU.stream()
            .filter(s -> s.ubatchSize() > 1024 && s.flashAttention() == FlashAttention.OFF)
            .count();
    assertEquals(tooLarge, failed.size());
    assertTrue(failed.stream().allMatch(summary -> summary.trials() == 1));
    assertEquals(failed, result.summaries().subList(100 - failed.size(), 100));
    assertTrue(rate(machine, result) >= 0.97 * machine.best(ON_CPU));
  }

  @Test
  void hasNoWinnerWhereEverythingFails() {
    Trial broken = (settings, slowest) -> TrialOutcome.failed("died of SIGILL");
    TuneResult result = new Search(ON_CPU, broken, NOBODY).halve(1000);
    assertTrue(result.fastest().isEmpty());
    assertEquals(ON_CPU.size(), result.trials());
  }

  @Test
  void takesNoMoreTrialsThanItIsGiven() {
    for (int budget : new int[] {1, 7, 101}) {
      InventedTimings machine = new InventedTimings(3, 0.05, 0, ALL_FIT);
      TuneResult result = search(machine).halve(budget);
      assertEquals(budget, result.trials());
      assertTrue(result.fastest().orElseThrow().hasRate());
    }
  }

  @Test
  void triesTheFirstCandidateFirstAndBreaksOffWhatIsHalfAsFast() {
    List<DecodeSettings> tried = new ArrayList<>();
    List<Double> limits = new ArrayList<>();
    Trial trial =
        (settings, slowest) -> {
          tried.add(settings);
          limits.add(slowest);
          return tried.size() == 1 ? TrialOutcome.measured(1000) : TrialOutcome.tooSlow(slowest);
        };
    TuneResult result = new Search(ON_CPU, trial, NOBODY).halve(5);
    assertEquals(DecodeSettings.ofContext(CONTEXT, 2), tried.get(0));
    assertEquals(0, limits.get(0));
    assertEquals(500, limits.get(1), 1e-6);
    assertEquals(tried.get(0), result.fastest().orElseThrow().settings());
    assertEquals(500, result.of(tried.get(1)).orElseThrow().tokensPerSecond(), 1e-6);
  }

  @Test
  void theFirstCandidateIsMeasuredWellEnoughToCompareWith() {
    InventedTimings machine = new InventedTimings(4, 0.01, 0, ALL_FIT);
    DecodeSettings slow = ON_CPU.get(0);
    Trial trial =
        (settings, slowest) ->
            settings.equals(slow) ? TrialOutcome.measured(500) : machine.run(settings, slowest);
    TuneResult result = new Search(ON_CPU, trial, NOBODY).halve(Search.usualBudget(ON_CPU.size()));
    assertEquals(3, result.of(slow).orElseThrow().trials());
    TuneResult.Gain gain = result.gainOver(slow).orElseThrow();
    double truth = rate(machine, result) / 500 - 1;
    assertEquals(truth, gain.value(), 0.05 * truth);
    assertTrue(gain.low() < truth && truth < gain.high(), gain::toString);
    assertTrue(gain.high() - gain.low() < 0.5 * truth, gain::toString);
    assertTrue(result.gainOver(result.summaries().get(90).settings()).isEmpty());
  }

  @Test
  void aTrialThatWasBrokenOffCountsAsNoiseOnlyBesideRates() {
    TrialSummary slow = TrialSummary.untried(ON_CPU.get(0)).after(TrialOutcome.tooSlow(490));
    TrialSummary twice = slow.after(TrialOutcome.tooSlow(300));
    assertFalse(twice.hasRate());
    assertEquals(List.of(), twice.distances());
    TrialSummary disturbed = slow.after(TrialOutcome.measured(1000));
    assertEquals(700, disturbed.tokensPerSecond(), 1e-6);
    assertEquals(1, disturbed.distances().size());
  }

  @Test
  void theFullGridTriesEachEquallyOftenAndToTheEnd() {
    InventedTimings machine = new InventedTimings(5, 0.02, 0, 2048);
    Trial unhurried =
        (settings, slowest) -> {
          assertEquals(0, slowest);
          return machine.run(settings, slowest);
        };
    TuneResult result = new Search(ON_CPU, unhurried, NOBODY).fullGrid(3);
    assertTrue(result.summaries().stream().allMatch(s -> s.trials() == (s.hasFailed() ? 1 : 3)));
    assertTrue(rate(machine, result) >= 0.97 * machine.best(ON_CPU));
  }

  private static Search search(InventedTimings machine) {
    return new Search(ON_CPU, machine, NOBODY);
  }

  private static double rate(InventedTimings machine, TuneResult result) {
    return machine.rate(result.fastest().orElseThrow().settings());
  }
}
