package dev.quantloop.tracker.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.tracker.Rows;
import dev.quantloop.tracker.Samples;
import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.dao.ReadOnlyHistory;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.record.EventKind;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.NewRun;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.RunEvent;
import dev.quantloop.tracker.record.RunProgress;
import dev.quantloop.tracker.record.RunState;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  @TempDir Path directory;
  private Tracker tracker;
  private Runs runs;
  private ExperimentId experiment;

  @BeforeEach
  void open() {
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    tracker = Tracker.open(directory.resolve("quantloop.db"), clock);
    runs = tracker.runs();
    experiment = Samples.experiment(tracker, "mine").id();
  }

  @AfterEach
  void close() {
    tracker.close();
  }

  @Test
  void nameTheirLogsAfterTheirNumbers() {
    Experiment other = Samples.experiment(tracker, "other");
    runs.end(runs.start(named(experiment)).id(), RunState.FINISHED, "done");
    Run second = runs.start(named(other.id()));
    assertEquals("run-2.log", second.logFile().getFileName().toString());
    assertEquals(second.logFile(), runs.get(second.id()).logFile());
  }

  private NewRun named(ExperimentId id) {
    return new NewRun(
        id,
        true,
        OptionalInt.empty(),
        "{}",
        "box",
        number -> directory.resolve("run-" + number + ".log"),
        "0.1.0");
  }

  @Test
  void liveFromStartToEnd() {
    NewRun wanted =
        new NewRun(
            experiment,
            false,
            OptionalInt.of(4),
            "{\"threads\":2}",
            "box",
            directory.resolve("run.log"),
            "0.1.0");
    Run started = runs.start(wanted);
    assertEquals(RunState.STARTING, started.state());
    assertEquals(OptionalInt.of(4), started.iterations());
    assertEquals(directory.resolve("run.log").toAbsolutePath(), started.logFile());
    Run running = runs.claim(started.id(), 4711, NOW.minusSeconds(1));
    assertEquals(OptionalLong.of(4711), running.pid());
    assertEquals(Optional.of(NOW.minusSeconds(1)), running.pidStartedAt());
    RunProgress progress = new RunProgress("imatrix", 3, 16, "chunks", 812.5);
    assertFalse(runs.heartbeat(started.id(), progress));
    assertEquals(Optional.of(progress), runs.get(started.id()).progress());
    assertTrue(runs.end(started.id(), RunState.FINISHED, "4 iterations done"));
    Run ended = runs.get(started.id());
    assertEquals(Optional.of("4 iterations done"), ended.reason());
    assertEquals(Optional.of(NOW), ended.endedAt());
    assertTrue(runs.active(experiment).isEmpty());
  }

  @Test
  void onlyOneIsActive() {
    Run run = runs.start(Samples.run(tracker, experiment));
    runs.claim(run.id(), 4711, NOW);
    TrackerException refused =
        assertThrows(TrackerException.class, () -> runs.start(Samples.run(tracker, experiment)));
    assertTrue(refused.getMessage().contains("run 1 "), refused.getMessage());
    assertTrue(refused.getMessage().contains("process 4711 on gpu-box"), refused.getMessage());
    ExperimentId other = Samples.experiment(tracker, "other").id();
    runs.start(Samples.run(tracker, other));
    assertEquals(2, runs.active().size());
    runs.end(run.id(), RunState.FAILED, "vanished");
    runs.start(Samples.run(tracker, experiment));
    assertEquals(2, runs.list(experiment).size());
  }

  @Test
  void onlyOneIsActiveAlsoFromAnotherConnection() {
    runs.start(Samples.run(tracker, experiment));
    try (Tracker other = Tracker.open(tracker.file())) {
      assertThrows(
          TrackerException.class, () -> other.runs().start(Samples.run(other, experiment)));
    }
  }

  @Test
  void aStopRequestReachesTheWorkerWithItsHeartbeat() {
    Run run = runs.start(Samples.run(tracker, experiment));
    runs.claim(run.id(), 4711, NOW);
    try (Tracker watcher = Tracker.open(tracker.file())) {
      assertTrue(watcher.runs().requestStop(run.id()));
    }
    assertTrue(runs.heartbeat(run.id(), new RunProgress("evaluate", 1, 2, "chunks", 1)));
    assertTrue(runs.get(run.id()).stopRequested());
  }

  @Test
  void aWorkerWhoseRunWasEndedIsToldToStop() {
    Run run = runs.start(Samples.run(tracker, experiment));
    runs.claim(run.id(), 4711, NOW);
    runs.end(run.id(), RunState.FAILED, "no heartbeat");
    assertTrue(runs.heartbeat(run.id(), new RunProgress("evaluate", 1, 2, "chunks", 1)));
    assertFalse(runs.end(run.id(), RunState.FINISHED, "too late"));
    assertFalse(runs.requestStop(run.id()));
    assertEquals(RunState.FAILED, runs.get(run.id()).state());
  }

  @Test
  void anEndedRunTakesNoWorker() {
    Run run = runs.start(Samples.run(tracker, experiment));
    runs.end(run.id(), RunState.STOPPED, "stopped before it began");
    TrackerException refused =
        assertThrows(TrackerException.class, () -> runs.claim(run.id(), 1, NOW));
    assertTrue(refused.getMessage().contains("is stopped"), refused.getMessage());
  }

  @Test
  void anEndHasToBeOne() {
    Run run = runs.start(Samples.run(tracker, experiment));
    assertThrows(IllegalArgumentException.class, () -> runs.end(run.id(), RunState.RUNNING, "no"));
  }

  @Test
  void eventsAreReadFromTheLastSeen() {
    Run run = runs.start(Samples.run(tracker, experiment));
    runs.claim(run.id(), 4711, NOW);
    IterationId iteration =
        tracker.iterations().create(Samples.planned(tracker, experiment, 0)).id();
    RunEvent seen = runs.event(run.id(), Optional.of(iteration), EventKind.RESULT, "Q2_K: .0731");
    runs.end(run.id(), RunState.FINISHED, "done");
    assertEquals(
        List.of("starting", "running as process 4711", "Q2_K: .0731", "finished: done"),
        runs.events(experiment).stream().map(RunEvent::message).toList());
    assertEquals(seen, runs.events(run.id(), 0).get(2));
    assertEquals(1, runs.events(run.id(), seen.id()).size());
  }

  @Test
  void allAreListedWithTheirExperimentsActiveOnesFirst() {
    ExperimentId other = Samples.experiment(tracker, "other").id();
    ExperimentId gone = Samples.experiment(tracker, "gone").id();
    Run active = runs.start(Samples.run(tracker, experiment));
    for (ExperimentId id : List.of(other, gone, other)) {
      runs.end(runs.start(Samples.run(tracker, id)).id(), RunState.FINISHED, "done");
    }
    tracker.experiments().remove(gone);
    assertEquals(
        List.of("mine 1", "other 4", "other 2"),
        runs.list().stream().map(one -> one.experiment() + " " + one.run().id()).toList());
    assertEquals(runs.get(active.id()), runs.list().get(0).run());
  }

  @Test
  void theHistoryReadsWell() {
    Run run = runs.start(Samples.run(tracker, experiment));
    runs.heartbeat(run.id(), new RunProgress("imatrix", 3, 16, "chunks", 812.5));
    runs.end(run.id(), RunState.STOPPED, "asked to");
    Rows rows = new Rows();
    try (ReadOnlyHistory history = Tracker.openReadOnly(tracker.file())) {
      history.query("select * from run_history", rows);
    }
    assertEquals(
        "[1, mine, stopped, 2026-11-22T10:00:00.000Z, 2026-11-22T10:00:00.000Z, 0.0, imatrix,"
            + " 3/16 chunks, gpu-box, null, asked to, 0.1.0]",
        rows.values.get(0).toString());
  }
}
