package dev.quantloop.tracker.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.tracker.Rows;
import dev.quantloop.tracker.Samples;
import dev.quantloop.tracker.dao.ReadOnlyHistory;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.ChunkResult;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.NoiseFloor;
import dev.quantloop.tracker.record.Question;
import dev.quantloop.tracker.record.Verdict;
import dev.quantloop.tracker.view.Judgement;
import dev.quantloop.tracker.view.RankingRow;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerdictsTest {
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
  void withoutReplicatesOnlyTheFilesAreCompared() {
    ExperimentId id = experiment("previous");
    Samples.scored(tracker, id, 1, 0.10);
    Samples.scored(tracker, id, 2, 0.08);
    Judgement judgement = judged(id).get(2);
    assertEquals(Verdict.IMPROVED, judgement.verdict());
    assertEquals(Optional.of(Question.FILE), judgement.question());
    assertEquals(OptionalInt.of(1), judgement.reference());
    assertEquals(-0.2, judgement.change().orElseThrow(), 1e-6);
    assertEquals(OptionalInt.of(10), judgement.clusters());
    assertEquals(OptionalInt.of(0), judgement.documentsKnown());
  }

  @Test
  void whatIsBelowTheNoiseFloorIsNoDifference() {
    ExperimentId id = experiment("previous");
    Samples.scored(tracker, id, 1, 0.10);
    Samples.scored(tracker, id, 2, 0.09);
    assertEquals(Verdict.IMPROVED, judged(id).get(2).verdict());
    NoiseFloor floor =
        new NoiseFloor(
            2,
            31,
            1,
            ChunkResult.statistics(List.of(Samples.chunk(0, 0.02, 1), Samples.chunk(1, 0.02, 2))),
            Samples.PROVENANCE);
    tracker.evaluations().record(id, floor);
    assertEquals(Optional.of(floor), tracker.evaluations().noiseFloor(id));
    Judgement judgement = judged(id).get(2);
    assertEquals(Verdict.NO_DETECTABLE_DIFFERENCE, judgement.verdict());
    assertTrue(judgement.changeHigh().orElseThrow() < 0, "whatever the interval says");
    Samples.scored(tracker, id, 3, 0.05);
    assertEquals(Verdict.IMPROVED, judged(id).get(3).verdict());
  }

  @Test
  void whatTheLuckOfTheCalibrationTextExplainsIsNoDifferenceOfRecipes() {
    ExperimentId id = experiment("previous");
    Iteration first = Samples.scored(tracker, id, 1, 0.100);
    replicates(first, 0.104, 0.097, 0.102);
    Iteration second = Samples.scored(tracker, id, 2, 0.097);
    replicates(second, 0.103, 0.099, 0.101);
    Judgement judgement = judged(id).get(2);
    assertEquals(Verdict.NO_DETECTABLE_DIFFERENCE, judgement.verdict());
    assertEquals(Optional.of(Question.RECIPE), judgement.question());
    assertEquals(OptionalInt.of(4), judgement.replicates());
    assertEquals(OptionalInt.of(4), judgement.referenceReplicates());
    assertTrue(judgement.changeLow().orElseThrow() < 0);
    assertTrue(judgement.changeHigh().orElseThrow() > 0);
    assertEquals(
        List.of("improved"),
        column(
            "select outcome from comparison where question = 'file' and figure = 'composite'"
                + " and evaluation_set_id is null"));
    double noise = (double) column("select deviation from calibration_noise").get(0);
    assertEquals(0.026, noise, 0.004);
    assertEquals(List.of(1), recommended(id));
  }

  @Test
  void aRecipeThatIsClearlyBetterIsRecommended() {
    ExperimentId id = experiment("previous");
    Iteration first = Samples.scored(tracker, id, 1, 0.100);
    replicates(first, 0.101, 0.099);
    Iteration second = Samples.scored(tracker, id, 2, 0.080);
    replicates(second, 0.081, 0.079);
    assertEquals(Verdict.IMPROVED, judged(id).get(2).verdict());
    assertEquals(List.of(2), recommended(id));
    double worse = tracker.verdicts().atMostWorse(id).values().iterator().next();
    assertTrue(worse >= 0 && worse < 0.05, "clearly the best: at most " + worse);
  }

  @Test
  void severalAgainstOneReferenceAreHeldToMore() {
    ExperimentId id = experiment("1");
    for (int number = 1; number < 5; number++) {
      Samples.scored(tracker, id, number, 0.1 - 0.001 * number);
    }
    Map<Integer, Judgement> judged = judged(id);
    assertEquals(Verdict.REFERENCE, judged.get(1).verdict());
    assertEquals(OptionalInt.of(1), judged.get(4).reference());
    assertEquals(
        List.of(3),
        column("select count(*) from comparison where p_adjusted is not null and p_adjusted >= p"));
  }

  @Test
  void theReferenceCanBeChosen() {
    ExperimentId id = experiment("best");
    Samples.scored(tracker, id, 0, 0.2);
    Samples.scored(tracker, id, 1, 0.1);
    Samples.scored(tracker, id, 2, 0.11);
    Map<Integer, Judgement> best = judged(id);
    assertEquals(Verdict.REFERENCE, best.get(1).verdict());
    assertEquals(OptionalInt.of(1), best.get(0).reference());
    ExperimentId other = experiment("baseline");
    Samples.scored(tracker, other, 0, 0.2);
    Samples.scored(tracker, other, 1, 0.1);
    Map<Integer, Judgement> baseline = judged(other);
    assertEquals(Verdict.REFERENCE, baseline.get(0).verdict());
    assertEquals(-0.5, baseline.get(1).change().orElseThrow(), 1e-6);
  }

  @Test
  void aCompositeOfZeroIsUndecidedAndSaysWhy() {
    ExperimentId id = experiment("previous");
    Samples.scored(tracker, id, 1, 0);
    Samples.scored(tracker, id, 2, 0.1);
    Judgement judgement = judged(id).get(2);
    assertEquals(Verdict.UNDECIDED, judgement.verdict());
    assertEquals(Optional.of("a figure is 0"), judgement.reason());
    assertTrue(judgement.change().isEmpty());
  }

  @Test
  void figuresAreJudgedAnewOnlyWhenSomethingHasChanged() {
    ExperimentId id = experiment("previous");
    Samples.scored(tracker, id, 1, 0.1);
    assertFalse(tracker.verdicts().areCurrent(id));
    assertEquals(
        List.of("not judged"),
        tracker.rankings().ranking(id).stream().map(r -> r.verdict().word()).toList());
    tracker.verdicts().judge(id);
    assertTrue(tracker.verdicts().areCurrent(id));
    Samples.scored(tracker, id, 2, 0.1);
    assertFalse(tracker.verdicts().areCurrent(id));
  }

  @Test
  void tellsWhatChangeAnEvaluationCanFind() {
    ExperimentId id = experiment("previous");
    assertTrue(tracker.verdicts().detectableChange(tracker.experiments().get(id)).isEmpty());
    Samples.scored(tracker, id, 1, 0.10);
    Samples.scored(tracker, id, 2, 0.10);
    tracker.verdicts().judge(id);
    double change =
        tracker.verdicts().detectableChange(tracker.experiments().get(id)).orElseThrow();
    assertEquals(0, change, 1e-6, "the two differ nowhere");
  }

  @Test
  void asksForReplicatesWhereTheyHelp() {
    ExperimentId id = experiment("previous");
    Iteration first = Samples.scored(tracker, id, 1, 0.100);
    Iteration second = Samples.scored(tracker, id, 2, 0.099);
    tracker.verdicts().judge(id);
    assertEquals(List.of(2), tracker.verdicts().replicatesWanted(id));
    replicates(first, 0.104, 0.097, 0.102);
    replicates(second, 0.101, 0.098, 0.103);
    tracker.verdicts().judge(id);
    assertEquals(List.of(), tracker.verdicts().replicatesWanted(id), "three are allowed");
  }

  private int made;

  private ExperimentId experiment(String reference) {
    Map<String, Object> values = new HashMap<>(Samples.settings(List.of("Q2_K")).values());
    values.put("reference", reference);
    return Samples.experiment(tracker, "mine " + made++, ExperimentSettings.of(values)).id();
  }

  private void replicates(Iteration iteration, double... scales) {
    for (int i = 0; i < scales.length; i++) {
      Samples.score(
          tracker,
          tracker.iterations().create(Samples.replicate(tracker, iteration, i + 1)),
          scales[i]);
    }
  }

  private Map<Integer, Judgement> judged(ExperimentId id) {
    tracker.verdicts().judge(id);
    Map<Integer, Judgement> byNumber = new HashMap<>();
    tracker.rankings().ranking(id).forEach(row -> byNumber.put(row.iteration(), row.judgement()));
    return byNumber;
  }

  private List<Integer> recommended(ExperimentId id) {
    return tracker.rankings().ranking(id).stream()
        .filter(RankingRow::recommended)
        .map(RankingRow::iteration)
        .toList();
  }

  private List<Object> column(String sql) {
    Rows rows = new Rows();
    try (ReadOnlyHistory history = Tracker.openReadOnly(tracker.file())) {
      history.query(sql, rows);
    }
    return rows.values.stream().map(row -> row.get(0)).toList();
  }
}
