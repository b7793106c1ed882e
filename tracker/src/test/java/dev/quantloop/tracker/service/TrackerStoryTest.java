package dev.quantloop.tracker.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.tracker.Rows;
import dev.quantloop.tracker.Samples;
import dev.quantloop.tracker.dao.ReadOnlyHistory;
import dev.quantloop.tracker.id.EvaluationId;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.IterationState;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.RunProgress;
import dev.quantloop.tracker.record.RunState;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.FigureValues;
import dev.quantloop.tracker.view.ExperimentSummary;
import dev.quantloop.tracker.view.RankingRow;
import dev.quantloop.tracker.view.Standing;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of an experiment, from its creation to its removal, over a killed worker. */
class TrackerStoryTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00.250Z");

  @TempDir Path directory;

  @Test
  void anExperimentFromNewToPlateauToRemoval() {
    Path file = directory.resolve("quantloop.db");
    ExperimentId id;
    try (Tracker tracker = open(file)) {
      id = Samples.experiment(tracker, "first").id();
      workUntilKilled(tracker, id);
    }
    try (Tracker tracker = open(file)) {
      resumeToPlateau(tracker, id);
      annotate(tracker, id);
      assertHistory(tracker, id);
      tracker.experiments().remove(id);
      assertTrue(tracker.experiments().list(true).isEmpty());
      assertEquals(5, tracker.iterations().list(id).size());
      tracker.experiments().purge(id);
      assertEquals(
          0, count(file, "iteration") + count(file, "chunk_result") + count(file, "model"));
    }
  }

  private static void workUntilKilled(Tracker tracker, ExperimentId id) {
    Run run = tracker.runs().start(Samples.run(tracker, id));
    tracker.runs().claim(run.id(), 4711, NOW);
    Samples.scored(tracker, id, 0, 0.20, 0.10);
    Iteration iteration = tracker.iterations().create(Samples.planned(tracker, id, 1));
    tracker.iterations().setState(iteration.id(), IterationState.RUNNING);
    tracker.iterations().record(Samples.imatrix(tracker, iteration));
    Quant quant = tracker.iterations().record(Samples.quant(tracker, iteration, "Q2_K"));
    EvaluationSet set = tracker.experiments().evaluationSets(id).get(0);
    EvaluationId evaluation =
        tracker.evaluations().open(quant.id(), set.id(), Samples.PROVENANCE).id();
    tracker
        .evaluations()
        .record(evaluation, Samples.chunk(1, 0.1, set.name().hashCode() + 1), Samples.PROVENANCE);
    tracker.runs().heartbeat(run.id(), new RunProgress("evaluate Q2_K", 1, 6, "chunks", 12.5));
  }

  private static void resumeToPlateau(Tracker tracker, ExperimentId id) {
    Run dead = tracker.runs().active(id).orElseThrow();
    assertTrue(tracker.runs().end(dead.id(), RunState.FAILED, "the worker vanished"));
    Run run = tracker.runs().start(Samples.run(tracker, id));
    tracker.runs().claim(run.id(), 4712, NOW);
    assertEquals(IterationState.RUNNING, tracker.iterations().find(id, 1).orElseThrow().state());
    Iteration first = Samples.scored(tracker, id, 1, 0.10, 0.08);
    assertFalse(judged(tracker, id).plateaued());
    Samples.scored(tracker, id, 2, 0.0999, 0.0801);
    assertFalse(judged(tracker, id).plateaued());
    for (int replicate = 1; replicate < 4; replicate++) {
      double luck = 1 + 0.0002 * replicate;
      Samples.score(
          tracker,
          tracker.iterations().create(Samples.replicate(tracker, first, replicate)),
          luck * 0.10,
          luck * 0.08);
    }
    assertFalse(judged(tracker, id).plateaued());
    Samples.scored(tracker, id, 3, 0.0998, 0.0801);
    Samples.scored(tracker, id, 4, 0.0998, 0.0801);
    assertTrue(judged(tracker, id).plateaued());
    assertTrue(tracker.rankings().standing(id).plateaued());
    tracker.runs().end(run.id(), RunState.FINISHED, "all quant types are on a plateau");
  }

  private static Standing judged(Tracker tracker, ExperimentId id) {
    tracker.verdicts().judge(id);
    return tracker.rankings().standing(id);
  }

  private static void annotate(Tracker tracker, ExperimentId id) {
    IterationId second = tracker.iterations().find(id, 2).orElseThrow().id();
    tracker.remarks().note(id, Optional.empty(), "on the old box");
    tracker.remarks().note(id, Optional.of(second), "noise?");
    tracker.remarks().tag(id, Optional.empty(), "release");
  }

  private static void assertHistory(Tracker tracker, ExperimentId id) {
    List<RankingRow> q2 = ranking(tracker, id, "Q2_K");
    assertEquals(List.of(3, 4, 2, 1, 0), q2.stream().map(RankingRow::iteration).toList());
    assertEquals(
        List.of(
            "no detectable difference",
            "no detectable difference",
            "improved",
            "improved",
            "baseline"),
        q2.stream().map(row -> row.verdict().word()).toList());
    assertEquals(-0.5, q2.get(3).change().orElseThrow(), 0.01);
    FigureValues pooled = q2.get(0).statistics();
    assertEquals(10 * 255, pooled.get(Figure.TOKENS));
    assertEquals(2, tracker.runs().list(id).size());
    ExperimentSummary summary = tracker.experiments().list(false).get(0);
    assertEquals(5, summary.iterations());
    assertEquals(10, summary.scores());
    assertEquals(Optional.of(RunState.FINISHED), summary.runState());
    assertEquals(List.of("release"), summary.tags());
    assertEquals(List.of("Q2_K", "Q4_K_M"), summary.quantTypes());
    assertEquals(Optional.of(2), tracker.remarks().notes(id).get(1).iteration());
  }

  private static List<RankingRow> ranking(Tracker tracker, ExperimentId id, String type) {
    return tracker.rankings().ranking(id).stream()
        .filter(row -> row.quantType().equals(type))
        .toList();
  }

  private static long count(Path file, String table) {
    try (ReadOnlyHistory history = Tracker.openReadOnly(file)) {
      Rows rows = new Rows();
      history.query("select count(*) from " + table, rows);
      return ((Number) rows.values.get(0).get(0)).longValue();
    }
  }

  private static Tracker open(Path file) {
    return Tracker.open(file, Clock.fixed(NOW, ZoneOffset.UTC));
  }
}
