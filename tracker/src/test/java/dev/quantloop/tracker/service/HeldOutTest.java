package dev.quantloop.tracker.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.tracker.Rows;
import dev.quantloop.tracker.Samples;
import dev.quantloop.tracker.dao.ReadOnlyHistory;
import dev.quantloop.tracker.export.ExportFormat;
import dev.quantloop.tracker.id.EvaluationId;
import dev.quantloop.tracker.record.ChunkResult;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.DocumentPart;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.HeldOutScore;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.ReservedPart;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.Interval;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldOutTest {
  private static final int CHUNKS = 12;

  @TempDir Path directory;
  private Tracker tracker;
  private Experiment experiment;
  private Quant quant;
  private final List<ChunkResult> results = new ArrayList<>();

  @BeforeEach
  void open() {
    tracker = Tracker.open(directory.resolve("quantloop.db"));
    experiment = Samples.experiment(tracker, "one", Samples.settings(List.of("Q2_K")));
    for (Corpus corpus : tracker.experiments().corpora(experiment.id())) {
      ReservedPart part =
          new ReservedPart(
              DocumentPart.HELD_OUT, 2560, CHUNKS, Samples.sha(40 + corpus.position()));
      tracker.experiments().addDocuments(corpus.id(), List.of(), List.of(), List.of(part));
    }
    quant =
        tracker.iterations().quants(Samples.scored(tracker, experiment.id(), 1, 0.1).id()).get(0);
  }

  @AfterEach
  void close() {
    tracker.close();
  }

  @Test
  void theTokensOfAllHeldOutSetsArePooled() {
    evaluate();
    HeldOutScore score = score();
    assertEquals(ChunkResult.statistics(results), score.statistics());
    assertEquals(2 * CHUNKS, score.chunks());
    assertEquals(2 * CHUNKS, score.clusters());
    Interval interval = score.interval(Figure.COMPOSITE).orElseThrow();
    assertTrue(interval.contains(score.composite()) && interval.low() > 0.1, interval.toString());
    assertEquals(score, tracker.heldOut().find(quant.id()).orElseThrow());
    assertEquals(Map.of(quant.id(), score), tracker.heldOut().all(experiment.id()));
    assertEquals(score, score());
  }

  @Test
  void whatIsNotEvaluatedOnAllOfItHasNoScore() {
    EvaluationSet first = tracker.heldOut().sets(experiment.id()).get(0);
    evaluate(first);
    assertThrows(IllegalStateException.class, this::score);
    assertTrue(tracker.heldOut().find(quant.id()).isEmpty());
  }

  @Test
  void noRankingCountsItAndAViewShowsBoth() throws IOException {
    String before = tracker.rankings().ranking(experiment.id()).toString();
    evaluate();
    HeldOutScore score = score();
    assertEquals(before, tracker.rankings().ranking(experiment.id()).toString());
    assertEquals(2, tracker.rankings().domainMatrix(experiment.id()).size());
    assertEquals(2, tracker.evaluations().list(quant.id()).size());
    assertEquals(2, tracker.experiments().evaluationSets(experiment.id()).size());
    double chosenOn = tracker.evaluations().findScore(quant.id()).orElseThrow().composite();
    try (ReadOnlyHistory history = Tracker.openReadOnly(tracker.file())) {
      Rows rows = new Rows();
      history.query("select chosen_on, held_out from held_out where figure = 'composite'", rows);
      List<Object> row = rows.values.get(0);
      assertEquals(chosenOn, (double) row.get(0), 1e-6);
      assertEquals(score.composite(), (double) row.get(1), 1e-6);
    }
    StringBuilder markdown = new StringBuilder();
    ExportFormat.MD.write(tracker, experiment, markdown);
    assertTrue(markdown.toString().contains("On held-out documents"), markdown.toString());
  }

  private void evaluate() {
    tracker.heldOut().sets(experiment.id()).forEach(this::evaluate);
  }

  private void evaluate(EvaluationSet set) {
    EvaluationId id = tracker.evaluations().open(quant.id(), set.id(), Samples.PROVENANCE).id();
    for (int chunk = 0; chunk < set.chunks(); chunk++) {
      ChunkResult result = Samples.chunk(chunk, 0.15, 1000 * set.id().value() + chunk);
      results.add(result);
      tracker.evaluations().record(id, result, Samples.PROVENANCE);
    }
    tracker.evaluations().finish(id);
  }

  private HeldOutScore score() {
    return tracker.heldOut().score(experiment.id(), quant.id(), Samples.PROVENANCE);
  }
}
