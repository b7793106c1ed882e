package dev.quantloop.app.tui.screen.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.guide.GuideFixture;
import dev.quantloop.app.machine.SystemProcesses;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.NewRun;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.RunProgress;
import dev.quantloop.tracker.record.RunState;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentDataTest {
  @TempDir Path directory;
  private Path database;

  @BeforeEach
  void history() {
    database = directory.resolve("quantloop.db");
    try (GuideFixture history = new GuideFixture(database)) {
      history.named("idle", "Q4_K_M", "Q2_K").scored(0, 0, 1, 1).scored(1, 4, 0.9, 0.8);
      history.named("busy", "Q4_K_M", "Q2_K").scored(0, 0, 1, 1);
    }
  }

  private static ExperimentData read(Tracker tracker, Optional<ExperimentData> before) {
    Experiment idle = tracker.experiments().get("idle");
    return ExperimentData.read(tracker, idle, before, new SystemProcesses());
  }

  private Run start(Tracker tracker, String experiment) {
    Run run =
        tracker
            .runs()
            .start(
                new NewRun(
                    tracker.experiments().get(experiment).id(),
                    true,
                    OptionalInt.empty(),
                    "{}",
                    "host",
                    directory.resolve("log"),
                    "0.1.0"));
    return tracker.runs().claim(run.id(), 4242, Instant.EPOCH);
  }

  @Test
  void readsNothingAnewWhileOnlyAnotherExperimentsRunBeats() {
    Set<Object> guides = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<Object> rankings = Collections.newSetFromMap(new IdentityHashMap<>());
    try (Tracker tracker = Tracker.open(database)) {
      Run busy = start(tracker, "busy");
      Optional<ExperimentData> last = Optional.empty();
      for (int i = 0; i < 5; i++) {
        tracker.runs().heartbeat(busy.id(), new RunProgress("1: evaluate", i, 8, "chunks", 1));
        try (GuideFixture history = new GuideFixture(database)) {
          history.of("busy").scored(1 + i, 4 << i, 0.9, 0.8);
        }
        last = Optional.of(read(tracker, last));
        guides.add(last.get().guide().orElseThrow());
        rankings.add(last.get().ranking());
      }
    }
    assertEquals(1, guides.size());
    assertEquals(1, rankings.size());
  }

  @Test
  void readsItsGuideAnewAfterItsOwnRun() {
    try (Tracker tracker = Tracker.open(database)) {
      ExperimentData before = read(tracker, Optional.empty());
      Run run = start(tracker, "idle");
      ExperimentData during = read(tracker, Optional.of(before));
      assertTrue(during.guide().isEmpty());
      assertSame(before.ranking(), during.ranking());
      tracker.runs().end(run.id(), RunState.STOPPED, "stopped by the user");
      ExperimentData after = read(tracker, Optional.of(during));
      assertNotSame(before.guide().orElseThrow(), after.guide().orElseThrow());
      try (GuideFixture history = new GuideFixture(database)) {
        history.of("idle").scored(2, 8, 0.85, 0.75);
      }
      ExperimentData scored = read(tracker, Optional.of(after));
      assertEquals(after.ranking().size() + 2, scored.ranking().size());
      assertNotSame(after.guide().orElseThrow(), scored.guide().orElseThrow());
    }
  }
}
