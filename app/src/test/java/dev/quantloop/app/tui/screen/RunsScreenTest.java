package dev.quantloop.app.tui.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.TestClock;
import dev.quantloop.app.guide.GuideFixture;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Golden;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.screen.runs.RunsState;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.NewRun;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.RunProgress;
import dev.quantloop.tracker.record.RunState;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.RunSummary;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsScreenTest {
  private static final Path LOGS = Path.of("/data/experiments/1/logs");

  @TempDir Path directory;
  private final ToldProcesses machine = new ToldProcesses("gpu-box");
  private final TestClock clock = TestClock.standingAt("2026-01-01T10:00:00Z");
  private Path database;
  private Tracker tracker;

  @BeforeEach
  void threeExperiments() {
    database = directory.resolve("quantloop.db");
    try (GuideFixture history = new GuideFixture(database)) {
      history.named("llama-8b", "Q4_K_M").named("mine", "Q2_K").named("mixtral", "IQ2_XS");
    }
    tracker = Tracker.open(database, clock);
  }

  @AfterEach
  void close() {
    tracker.close();
  }

  private ScreenServices services() {
    NoWork work =
        new NoWork() {
          @Override
          public void run(Tracker tracker, Experiment experiment) {
            RunsScreenTest.this.start(experiment.name());
          }
        };
    ScreenServices plain = NoWork.beside(database);
    return new ScreenServices(work, plain.preferences(), database, plain.directories(), machine);
  }

  private Driver open() {
    return new Driver(RunsState.of(services()), tracker).started();
  }

  private Run start(String name) {
    Experiment experiment = tracker.experiments().get(name);
    int number = tracker.runs().list(experiment.id()).size() + 1;
    return tracker
        .runs()
        .start(
            new NewRun(
                experiment.id(),
                true,
                OptionalInt.empty(),
                "{}",
                "gpu-box",
                LOGS.resolve("run-%03d.log".formatted(number)),
                "0.1.0"));
  }

  private void ran(String name, RunState end, String reason) {
    Run run = start(name);
    tracker.runs().claim(run.id(), 4000 + run.id().value(), clock.instant());
    clock.advance(Duration.ofSeconds(1500));
    tracker.runs().end(run.id(), end, reason);
    clock.advance(Duration.ofSeconds(3600));
  }

  private void history() {
    ran("mine", RunState.FINISHED, "the corpus has reached its limit of 27648 tokens");
    ran("llama-8b", RunState.STOPPED, "on request");
    ran(
        "mixtral",
        RunState.FAILED,
        "the worker process has vanished (killed, or out of memory?); its log ends:"
            + " CUDA error: out of memory | current device: 0, in function alloc");
  }

  /** Begun 25 minutes before the golden's time, with a heartbeat a second ago. */
  private Run active() {
    clock.set("2026-01-01T23:35:00Z");
    Run run = start("llama-8b");
    tracker.runs().claim(run.id(), 4242, clock.instant());
    clock.set("2026-01-01T23:59:59Z");
    tracker.runs().heartbeat(run.id(), new RunProgress("3: evaluate", 123, 480, "chunks", 2.04));
    return run;
  }

  @Test
  void saysThatItReadsBeforeTheFirstAnswer() {
    Golden.check("runs-loading", RunsState.of(NoWork.beside(Path.of("quantloop.db"))));
  }

  @Test
  void tellsHowToBeginWhereNothingHasRun() {
    Golden.check("runs-empty", open().screen());
  }

  @Test
  void showsWhyThereIsNoList() {
    Message.Failed failed = new Message.Failed("quantloop.db is damaged: restore a copy");
    Golden.check("runs-error", RunsState.of(services()).hear(failed).screen());
  }

  @Test
  void listsWhatHasRunAndHowItEnded() {
    history();
    Golden.check("runs", open().screen());
  }

  @Test
  void showsWhatIsAtWorkAndWhatItUses() {
    history();
    active();
    Driver driver = open().later();
    Golden.check("runs-running", driver.screen());
    Golden.check("runs-running", driver.screen(), null, true, 200, 50);
    Golden.check("runs-ascii", driver.screen(), null, false, 120, 40);
  }

  @Test
  void looksAtProcessesOnlyWhileOneIsAtWork() {
    history();
    assertTrue(open().effects().isEmpty());
    Run run = active();
    Driver driver = open();
    assertEquals(1, driver.effects().size());
    assertEquals(1, driver.later().effects().size());
    tracker.runs().end(run.id(), RunState.FINISHED, "done");
    assertTrue(driver.hear(new Message.Changed()).later().effects().isEmpty());
    assertEquals(2, machine.samples());
  }

  @Test
  void doesNotLookWhileItIsCovered() {
    active();
    Driver driver = open();
    Effect.Later due = assertInstanceOf(Effect.Later.class, driver.effects().get(0));
    assertInstanceOf(Effect.Open.class, driver.press("enter").effects().get(0));
    long samples = machine.samples();
    driver.hear(due.message());
    assertEquals(samples, machine.samples());
    driver.hear(new Message.Changed());
    assertEquals(samples + 1, machine.samples());
  }

  @Test
  void stopsARunWhenAskedAndSaidYes() {
    Run run = active();
    Driver driver = open().press("X");
    Golden.check("runs-stop", driver.screen(), driver.dialog(), true, 80, 24);
    driver.press("n");
    assertTrue(!tracker.runs().get(run.id()).stopRequested());
    driver.press("X", "y");
    assertTrue(tracker.runs().get(run.id()).stopRequested());
    Golden.check("runs-stopping", driver.screen(), null, true, 80, 24);
  }

  @Test
  void startsARunAndGoesToIt() {
    history();
    Driver driver = open().press("G", "R");
    assertEquals("mine", selected(driver).experiment());
    assertEquals(1, tracker.runs().active().size());
    assertEquals(Optional.of("it is running already"), disabled(driver, "run"));
    driver.press("G");
    assertEquals(Optional.of("it is running already"), disabled(driver, "run"));
    assertEquals(Optional.of("it has ended"), disabled(driver, "stop"));
  }

  @Test
  void copiesThePathOfTheLog() {
    history();
    Driver driver = open().press("y");
    Effect.Copy copy = assertInstanceOf(Effect.Copy.class, driver.effects().get(0));
    assertEquals(LOGS.resolve("run-001.log").toString(), copy.text());
  }

  @Test
  void opensTheExperimentOfARun() {
    history();
    Effect.Open open = assertInstanceOf(Effect.Open.class, open().press("o").effects().get(0));
    assertEquals("mixtral", open.screen().title());
  }

  private static Optional<String> disabled(Driver driver, String name) {
    return driver.screen().actions().stream()
        .filter(action -> action.name().equals(name))
        .findFirst()
        .orElseThrow()
        .disabled();
  }

  private static RunSummary selected(Driver driver) {
    return ((RunsState) driver.screen()).table().selected().orElseThrow().summary();
  }
}
