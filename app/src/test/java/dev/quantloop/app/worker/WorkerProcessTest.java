package dev.quantloop.app.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.experiment.ExperimentDirectory;
import dev.quantloop.app.loop.FiguresOfExperiment;
import dev.quantloop.app.loop.RunOptions;
import dev.quantloop.app.loop.SmallExperiment;
import dev.quantloop.app.machine.OwnProgram;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.dao.ReadOnlyHistory;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.RunEvent;
import dev.quantloop.tracker.record.RunProgress;
import dev.quantloop.tracker.record.RunState;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerProcessTest {
  private static final OptionalInt ONE = OptionalInt.of(1);

  @TempDir private Path home;
  private Tracker tracker;
  private StartRun starter;

  @BeforeEach
  void open() {
    tracker = Tracker.open(home.resolve("quantloop.db"));
    starter = new StartRun(tracker, worker(), Clock.systemUTC());
  }

  @AfterEach
  void close() {
    for (Run run : tracker.runs().active()) {
      run.pid().ifPresent(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
      awaitDeath(run);
    }
    tracker.close();
  }

  @Test
  void carriesARunOut() throws Exception {
    Experiment experiment = create("worked");
    Run ended = follow(start(experiment));
    assertEquals(RunState.FINISHED, ended.state());
    assertEquals("1 iteration done", ended.reason().orElseThrow());
    assertEquals(2, tracker.rankings().ranking(experiment.id()).size());
    assertFalse(RunLog.tail(ended.logFile(), 1).isEmpty());
  }

  @Test
  void killedAtAnyMomentItLosesTheUnitInProgressOnly() {
    Experiment whole = create("whole");
    follow(start(whole));

    Experiment killed = create("killed");
    List<String> moments =
        List.of(
            "select count(*) from quant",
            "select count(*) from chunk_result",
            "select count(*) from score",
            "select count(*) from ledger_block",
            "select count(*) from imatrix",
            "select count(*) - 6 from chunk_result");
    List<List<Object>> committed = new ArrayList<>();
    Run last = null;
    for (String moment : moments) {
      last = start(killed);
      awaitMoment(moment, killed, last);
      last = kill(last);
      committed.addAll(units(killed));
      if (last.state() == RunState.FINISHED) {
        break; // it was faster than this test
      }
      assertVanished(last);
    }
    last = last.state() == RunState.FINISHED ? last : follow(start(killed));
    assertEquals(RunState.FINISHED, last.state());

    assertEquals(FiguresOfExperiment.of(tracker, whole), FiguresOfExperiment.of(tracker, killed));
    assertTrue(units(killed).containsAll(committed));
  }

  /** Asks only when something was written, which leaves the core to the worker. */
  private void awaitMoment(String moment, Experiment experiment, Run run) {
    long seen = -1;
    while (true) {
      long version = tracker.dataVersion();
      if (version != seen
          && (count(moment, experiment) > 0 || !tracker.runs().get(run.id()).state().active())) {
        return;
      }
      seen = version;
      pause();
    }
  }

  @Test
  void aKilledWorkerBecomesAFailedRunWithTheEndOfItsLog() {
    assertVanished(kill(startLong("victim")));
  }

  private static void assertVanished(Run dead) {
    assertEquals(RunState.FAILED, dead.state());
    assertTrue(
        dead.reason().orElseThrow().startsWith("the worker process has vanished"),
        dead.reason().orElseThrow());
  }

  @Test
  void aCrashOfNativeCodeIsToldByItsSignal() throws Exception {
    Run run = startLong("crashed");
    String pid = Long.toString(run.pid().orElseThrow());
    assertEquals(0, new ProcessBuilder("kill", "-SEGV", pid).start().waitFor());
    Run dead = follow(run);
    assertEquals(RunState.FAILED, dead.state());
    assertTrue(dead.reason().orElseThrow().contains("SIGSEGV"), dead.reason().orElseThrow());
    assertTrue(Files.exists(Path.of(run.logFile() + ".crash")));
  }

  @Test
  void stopsOnRequestAndGoesOnLater() throws Exception {
    Run run = startLong("stopped");
    Run stopped = stop(run);
    assertEquals(RunState.STOPPED, stopped.state());
    assertEquals("on request", stopped.reason().orElseThrow());

    Experiment experiment = tracker.experiments().get("stopped");
    List<List<Object>> before = units(experiment);
    Run next = startLong(experiment);
    while (units(experiment).size() == before.size()) {
      assertTrue(tracker.runs().get(next.id()).state().active());
      Thread.sleep(20);
    }
    assertEquals(RunState.STOPPED, stop(next).state());
    assertTrue(units(experiment).containsAll(before));
  }

  private Run stop(Run run) {
    tracker.runs().requestStop(run.id());
    return follow(run);
  }

  @Test
  void endsWhenItsDatabaseIsDeleted() throws Exception {
    Run run = startLong("orphan");
    while (tracker.runs().get(run.id()).progress().isEmpty()) {
      Thread.sleep(20);
    }
    Files.delete(tracker.file());
    Run lost = follow(run);
    assertEquals(RunState.FAILED, lost.state());
    String reason = lost.reason().orElseThrow();
    assertTrue(reason.contains("was deleted, moved or replaced"), reason);
    awaitDeath(run);
    assertTrue(Files.readString(run.logFile()).contains("put it back"));
  }

  @Test
  void inASessionOfItsOwnAPoliteSignalStopsItAndAHangUpDoesNot() throws Exception {
    Run run = startLong("signalled");
    assertEquals(run.pid().orElseThrow(), sessionOf(run.pid().orElseThrow()));
    String pid = Long.toString(run.pid().orElseThrow());
    assertEquals(0, new ProcessBuilder("kill", "-HUP", pid).start().waitFor());
    assertEquals(0, new ProcessBuilder("kill", "-TERM", pid).start().waitFor());
    assertEquals(RunState.STOPPED, follow(run).state());
  }

  /** As {@code timeout} does it: nothing goes on for which nobody waits any more. */
  @Test
  void aPoliteSignalToTheCommandThatFollowsARunStopsTheRunToo() throws Exception {
    Experiment experiment = createLong("followed");
    List<String> words =
        List.of("run", experiment.name(), "--iterations", "9", "--db", tracker.file().toString());
    Process command = worker().command(words).redirectErrorStream(true).start();
    while (command.isAlive() && tracker.runs().latest(experiment.id()).isEmpty()) {
      Thread.sleep(20);
    }
    command.toHandle().destroy();
    String said = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(1, command.waitFor(), said);
    Run run = tracker.runs().latest(experiment.id()).orElseThrow();
    assertEquals(RunState.STOPPED, run.state(), said);
    awaitDeath(run);
  }

  @Test
  void twoWorkersNeverRunTheSameExperiment() {
    Experiment experiment = createLong("contested");
    Run run = startLong(experiment);
    TrackerException refusal = assertThrows(TrackerException.class, () -> start(experiment));
    assertTrue(refusal.getMessage().contains(Long.toString(run.pid().orElseThrow())));
  }

  @Test
  void aWorkerThatDoesNotGetTheLockFailsAndLeavesTheOtherAlone() throws Exception {
    Experiment experiment = create("locked");
    Path lockFile = new ExperimentDirectory(tracker.directory(experiment.id())).lockFile();
    ExperimentLock lock = ExperimentLock.take(lockFile).orElseThrow();
    try {
      assertTrue(ExperimentLock.isHeld(lockFile));
      Run run = start(experiment);
      assertEquals(RunState.FAILED, run.state());
      assertEquals("another worker holds the lock of this experiment", run.reason().orElseThrow());
    } finally {
      lock.close();
    }
    assertFalse(ExperimentLock.isHeld(lockFile));
  }

  @Test
  void aLibraryThatIsNoneIsAFailedRunWithOneLine() throws Exception {
    Experiment experiment = create("no-library");
    Path nothing = Files.createDirectories(home.resolve("empty"));
    Map<String, String> environment = new HashMap<>(environment());
    environment.put("QUANTLOOP_LLAMA_LIB", nothing.toString());
    OwnProgram worker = new OwnProgram(environment);
    Run run =
        new StartRun(tracker, worker, Clock.systemUTC())
            .start(experiment, false, ONE, RunOptions.DEFAULT);
    String reason = follow(run).reason().orElseThrow();
    assertTrue(reason.contains("no libllama in " + nothing), reason);
    assertFalse(reason.contains("\n"));
  }

  @Test
  void aModelThatChangedIsAFailedRun() throws Exception {
    Path model =
        Files.copy(SmallExperiment.nativeSettings().selfTestModel(), home.resolve("m.gguf"));
    Experiment experiment =
        SmallExperiment.create(tracker, SmallExperiment.draft("changed", model, 0, QuantType.Q4_0));
    Files.write(model, new byte[] {1}, StandardOpenOption.APPEND);
    String reason = follow(start(experiment)).reason().orElseThrow();
    assertTrue(reason.contains("has changed since this experiment was made"), reason);

    Files.delete(model);
    reason = follow(start(experiment)).reason().orElseThrow();
    assertTrue(reason.startsWith("the model of this experiment is gone: " + model), reason);
  }

  private Experiment create(String name) {
    return SmallExperiment.create(tracker, SmallExperiment.draft(name, QuantType.Q4_0));
  }

  private Run start(Experiment experiment) {
    return starter.start(experiment, false, ONE, RunOptions.DEFAULT);
  }

  /** Has so much to do that it is at work whenever a test looks, however busy the machine is. */
  private Experiment createLong(String name) {
    QuantType[] many =
        QuantType.all().stream()
            .filter(type -> type.quantizes() && !type.needsImatrix())
            .toArray(QuantType[]::new);
    return SmallExperiment.create(tracker, SmallExperiment.draft(name, many));
  }

  private Run startLong(Experiment experiment) {
    return starter.start(experiment, false, OptionalInt.of(9), RunOptions.DEFAULT);
  }

  private Run startLong(String name) {
    return startLong(createLong(name));
  }

  private static OwnProgram worker() {
    return new OwnProgram(environment());
  }

  private static Map<String, String> environment() {
    return Map.of(
        "HOME", System.getProperty("user.home"),
        "XDG_CACHE_HOME", CliFixture.sharedCache().toString(),
        "PATH", System.getenv("PATH"));
  }

  private Run follow(Run run) {
    RunWatch.Listener silent =
        new RunWatch.Listener() {
          @Override
          public void event(RunEvent event) {}

          @Override
          public void progress(RunProgress progress) {}
        };
    return new RunWatch(tracker, Clock.systemUTC(), run.id(), 0, silent).follow(() -> false);
  }

  /** The run as it is then. */
  private Run kill(Run run) {
    ProcessHandle.of(run.pid().orElseThrow()).ifPresent(ProcessHandle::destroyForcibly);
    awaitDeath(run);
    new CrashedRuns(tracker, Clock.systemUTC()).markFailed();
    return tracker.runs().get(run.id());
  }

  private void awaitDeath(Run run) {
    Path lock = new ExperimentDirectory(tracker.directory(run.experiment())).lockFile();
    try {
      while (ExperimentLock.isHeld(lock)) {
        pause();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Shorter than any unit of work takes, and long enough to leave the core to the worker. */
  private static void pause() {
    LockSupport.parkNanos(2_000_000);
  }

  private static long sessionOf(long pid) throws Exception {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3]);
  }

  /** The answer of a question about the rows of one experiment. */
  private long count(String question, Experiment experiment) {
    return ((Number) answer(question + ownRows(question, experiment)).get(0).get(0)).longValue();
  }

  private static String ownRows(String question, Experiment experiment) {
    String ofQuant =
        "select q.id from quant q join iteration i on i.id = q.iteration_id where i.experiment_id = "
            + experiment.id();
    if (question.contains("chunk_result")) {
      return " where evaluation_id in (select id from evaluation where quant_id in ("
          + ofQuant
          + "))";
    } else if (question.contains("score")) {
      return " where quant_id in (" + ofQuant + ")";
    } else if (question.contains("ledger_block")) {
      return " where corpus_id in (select id from corpus where experiment_id = "
          + experiment.id()
          + ")";
    }
    return " where iteration_id in (select id from iteration where experiment_id = "
        + experiment.id()
        + ")";
  }

  private List<List<Object>> answer(String sql) {
    List<List<Object>> rows = new ArrayList<>();
    Answer answer =
        new Answer() {
          @Override
          public void columns(List<String> names) {}

          @Override
          public void row(List<Object> values) {
            rows.add(new ArrayList<>(values));
          }
        };
    try (ReadOnlyHistory history = Tracker.openReadOnly(tracker.file())) {
      history.query(sql, answer);
    }
    return rows;
  }

  /** Every committed unit with the time of its commit, so that a repeated one would show. */
  private List<List<Object>> units(Experiment experiment) {
    List<List<Object>> units = new ArrayList<>();
    for (String table : List.of("quant", "chunk_result", "score", "ledger_block", "imatrix")) {
      units.addAll(
          answer(
              "select '" + table + "', id, created_at from " + table + ownRows(table, experiment)));
    }
    return units;
  }
}
