package dev.quantloop.app.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.UserException;
import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.guide.GuideFixture;
import dev.quantloop.app.worker.CrashedRuns;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.NewRun;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.RunState;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StopCommandTest {
  private static final Clock AN_HOUR_LATER = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));

  @Test
  void aLostRunIsGivenUpOnlyWhereTheUserSaysSo(@TempDir Path home) {
    Path database = home.resolve("quantloop.db");
    try (GuideFixture history = new GuideFixture(database)) {
      history.named("mine", "Q4_K_M");
    }
    try (Tracker tracker = Tracker.open(database)) {
      Experiment mine = tracker.experiments().get("mine");
      NewRun started =
          new NewRun(
              mine.id(),
              true,
              OptionalInt.empty(),
              "{}",
              "another-machine",
              home.resolve("run.log"),
              "0.1.0");
      Run run = tracker.runs().claim(tracker.runs().start(started).id(), 77, Instant.EPOCH);
      StopCommand stop = new StopCommand();
      stop.attach(new CliFixture(home).console());
      CrashedRuns silent = new CrashedRuns(tracker, AN_HOUR_LATER, file -> true);
      CrashedRuns heard = new CrashedRuns(tracker, Clock.systemUTC(), file -> true);

      String unknown =
          assertThrows(UserException.class, () -> stop.end(mine, run, silent, false)).getMessage();
      assertTrue(unknown.contains("process 77 on another-machine is still at work"), unknown);
      assertTrue(unknown.endsWith("quantloop stop mine --lost"), unknown);
      String alive =
          assertThrows(UserException.class, () -> stop.end(mine, run, heard, true)).getMessage();
      assertTrue(alive.endsWith("on another-machine is not lost: leave out --lost"), alive);
      assertEquals(RunState.RUNNING, tracker.runs().get(run.id()).state());

      Run ended = stop.end(mine, run, silent, true);
      assertEquals(RunState.FAILED, ended.state());
      assertEquals("given up: another-machine was not heard of", ended.reason().orElseThrow());
    }
  }
}
