package dev.quantloop.tracker.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.tracker.Samples;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.Comparison;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.Mix;
import dev.quantloop.tracker.record.MixObjective;
import dev.quantloop.tracker.record.Question;
import dev.quantloop.tracker.record.Verdict;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MixesTest {
  @TempDir Path directory;
  private Tracker tracker;

  @BeforeEach
  void open() {
    tracker = Tracker.open(directory.resolve("quantloop.db"));
  }

  @AfterEach
  void close() {
    tracker.close();
  }

  @Test
  void anObjectiveIsMadeOfTheDomainsComposites() {
    double[] composites = {0.2, 0.8};
    assertEquals(0.4, mix(MixObjective.WEIGHTED, null).value(domains(), composites), 1e-12);
    assertEquals(0.8, mix(MixObjective.WORST, null).value(domains(), composites), 1e-12);
    Mix code = mix(MixObjective.WORST, "code=1.0");
    assertEquals(0.2, code.value(domains(), composites), 1e-12);
    Mix mostly = mix(MixObjective.WEIGHTED, "code=3.0,prose=1.0");
    assertEquals(
        Math.pow(0.2, 0.75) * Math.pow(0.8, 0.25), mostly.value(domains(), composites), 1e-12);
  }

  @Test
  void aMixIsHeldAgainstEqualWeightsAndTheBestSingleSource() {
    ExperimentId finals = judged(MixObjective.WEIGHTED);
    List<Comparison> held = tracker.mixes().comparisons(tracker.mixes().find(finals).orElseThrow());
    assertEquals(
        List.of(Verdict.IMPROVED, Verdict.NO_DETECTABLE_DIFFERENCE),
        held.stream().map(Comparison::outcome).toList());
    Comparison equal = held.get(0);
    assertEquals(Question.RECIPE, equal.question());
    assertEquals("weighted domains", equal.figure());
    assertEquals(-0.2, equal.change().orElseThrow(), 0.02);
    assertEquals(3, equal.replicates());
    assertTrue(equal.pAdjusted().orElseThrow() >= equal.p().orElseThrow());
    assertTrue(held.get(1).low().orElseThrow() < 0 && held.get(1).high().orElseThrow() > 0);
  }

  @Test
  void theWorstDomainIsComparedResampleByResample() {
    Mix mix = tracker.mixes().find(judged(MixObjective.WORST)).orElseThrow();
    assertEquals(
        List.of("worst domains", "worst domains"),
        tracker.mixes().comparisons(mix).stream().map(Comparison::figure).toList());
    assertEquals(List.of(mix), tracker.mixes().list(mix.of()));
    Mix asked = mix.asking(7, Optional.of("code=1.0"));
    tracker.mixes().update(asked);
    assertEquals(Optional.of(asked), tracker.mixes().find(mix.experiment()));
  }

  /** The finals, with three calibration texts of each finalist. */
  private ExperimentId judged(MixObjective objective) {
    Mix mix = mix(objective, null);
    tracker.mixes().create(mix);
    ExperimentId finals = mix.finals();
    scored(finals, Mix.EQUAL_WEIGHTS, 0.100, 0.101, 0.099);
    scored(finals, Mix.SINGLE_SOURCE, 0.081, 0.079, 0.081);
    scored(finals, Mix.SINGLE_SOURCE + 1, 0.080, 0.081, 0.079);
    tracker.verdicts().judge(finals);
    return finals;
  }

  private void scored(ExperimentId finals, int number, double... scales) {
    Iteration iteration = Samples.scored(tracker, finals, number, scales[0]);
    for (int i = 1; i < scales.length; i++) {
      Samples.score(
          tracker,
          tracker.iterations().create(Samples.replicate(tracker, iteration, i)),
          scales[i]);
    }
  }

  private Mix mix(MixObjective objective, String domainWeights) {
    return new Mix(
        experiment(),
        experiment(),
        experiment(),
        "Q2_K",
        objective,
        Optional.ofNullable(domainWeights),
        8,
        4,
        24,
        Optional.empty());
  }

  private int made;

  private ExperimentId experiment() {
    return Samples.experiment(tracker, "mine " + made++, Samples.settings(List.of("Q2_K"))).id();
  }

  private List<String> domains() {
    return tracker.experiments().evaluationSets(new ExperimentId(1)).stream()
        .map(EvaluationSet::name)
        .toList();
  }
}
