package dev.quantloop.app.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.guide.GuideFixture;
import dev.quantloop.app.machine.ThisMachine;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Mix;
import dev.quantloop.tracker.record.MixObjective;
import dev.quantloop.tracker.record.NewRun;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.RunState;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashedRunsTest {
  private static final Clock AN_HOUR_LATER = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));

  @TempDir private Path home;
  private Tracker tracker;

  @BeforeEach
  void open() {
    Path database = home.resolve("quantloop.db");
    try (GuideFixture history = new GuideFixture(database)) {
      history.named("mine", "Q4_K_M");
      history.named("finals", "Q4_K_M");
    }
    tracker = Tracker.open(database);
  }

  @AfterEach
  void close() {
    tracker.close();
  }

  /** At work, without a lock. */
  private Run runOn(String host) {
    NewRun run =
        new NewRun(
            tracker.experiments().get("mine").id(),
            true,
            OptionalInt.empty(),
            "{}",
            host,
            home.resolve("run.log"),
            "0.1.0");
    return tracker.runs().claim(tracker.runs().start(run).id(), 999_999_999, Instant.EPOCH);
  }

  private CrashedRuns crashed(boolean shared) {
    return new CrashedRuns(tracker, AN_HOUR_LATER, file -> shared);
  }

  private RunState stateOf(Run run) {
    return tracker.runs().get(run.id()).state();
  }

  @Test
  void aRunOfAnotherMachineIsLeftAloneWhereLocksMayNotReachIt() {
    Run run = runOn("another-machine");
    assertFalse(crashed(true).markFailed());
    assertEquals(RunState.RUNNING, stateOf(run));
    assertTrue(crashed(true).isLost(run));
    assertFalse(new CrashedRuns(tracker, Clock.systemUTC(), file -> true).isLost(run));
  }

  @Test
  void whoKnowsThatItIsGoneCanGiveItUp() {
    Run run = runOn("another-machine");
    crashed(true).markLost(run);
    assertEquals(RunState.FAILED, stateOf(run));
    assertFalse(crashed(true).isLost(tracker.runs().get(run.id())));
  }

  @Test
  void anotherMachineMayBeAtWorkOnTheFinalistsOfItsSearch() {
    Experiment mine = tracker.experiments().get("mine");
    Experiment finals = tracker.experiments().get("finals");
    tracker
        .mixes()
        .create(
            new Mix(
                mine.id(),
                finals.id(),
                mine.id(),
                "Q4_K_M",
                MixObjective.WORST,
                Optional.empty(),
                16,
                4,
                32,
                Optional.empty()));
    assertFalse(crashed(true).isBusyElsewhere(finals));
    Run run = runOn("another-machine");
    assertTrue(crashed(true).isBusyElsewhere(mine));
    assertTrue(crashed(true).isBusyElsewhere(finals));
    assertFalse(crashed(false).isBusyElsewhere(finals), "the lock tells");
    crashed(true).markLost(run);
    assertFalse(crashed(true).isBusyElsewhere(finals));
    runOn(ThisMachine.name());
    assertFalse(crashed(true).isBusyElsewhere(finals), "the lock tells");
  }

  @Test
  void onALocalDiskTheLockTellsWhateverTheMachineWasCalled() {
    Run run = runOn("another-machine");
    assertFalse(crashed(false).isLost(run));
    assertTrue(crashed(false).markFailed());
    assertEquals(RunState.FAILED, stateOf(run));
  }

  @Test
  void aRunOfThisMachineIsFoundDeadOnAnyDisk() {
    Run run = runOn(ThisMachine.name());
    assertFalse(crashed(true).isLost(run));
    assertTrue(crashed(true).markFailed());
    assertEquals(RunState.FAILED, stateOf(run));
  }
}
