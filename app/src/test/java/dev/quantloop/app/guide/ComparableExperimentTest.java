package dev.quantloop.app.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparableExperimentTest {
  private static final String HOST = "gpu-box";

  @TempDir Path directory;

  private Path history() {
    Path database = directory.resolve("quantloop.db");
    try (GuideFixture history = new GuideFixture(database)) {
      history.named("never-run", "Q4_K_M").scored(0, 0, 1);
      history.named("first", "Q4_K_M", "Q2_K").run(true, 0);
      history.scored(0, 0, 1, 1).scored(1, 4, 0.9, 0.8);
      history.named("latest", "Q4_K_M", "Q2_K").run(true, 0);
      history.scored(0, 0, 1, 1).scored(1, 4, 0.9, 0.8);
      history.named("begun", "Q4_K_M", "Q2_K").run(true, 0);
      history.scored(0, 0, 1, 1);
    }
    return database;
  }

  private static Optional<ComparableExperiment> find(Tracker tracker, String model, String host) {
    return ComparableExperiment.find(
        tracker,
        new ComparableExperiment.Wanted(Path.of(model), 9000, 9200, host, Optional.empty(), -1));
  }

  @Test
  void isTheLatestThatHasMeasuredEverythingHere() {
    try (Tracker tracker = Tracker.open(history())) {
      ComparableExperiment found = find(tracker, "/models/demo-f16.gguf", HOST).orElseThrow();
      assertEquals("latest", found.experiment());
      assertTrue(found.sameModel());
      assertEquals(2_000_000, found.bytes("Q2_K").orElseThrow());
      assertTrue(found.bytes("Q8_0").isEmpty());
    }
  }

  @Test
  void isOfAnotherModelWhereNothingElseIsKnown() {
    try (Tracker tracker = Tracker.open(history())) {
      ComparableExperiment found = find(tracker, "/models/other.gguf", HOST).orElseThrow();
      assertFalse(found.sameModel());
      assertTrue(found.bytes("Q2_K").isEmpty());
    }
  }

  @Test
  void saysNothingOfAnotherMachine() {
    try (Tracker tracker = Tracker.open(history())) {
      assertTrue(find(tracker, "/models/demo-f16.gguf", "laptop").isEmpty());
    }
  }

  @Test
  void takesAnUnknownTypeToTakeAsLongAsTheOthers() {
    try (Tracker tracker = Tracker.open(history())) {
      ComparableExperiment found = find(tracker, "/models/demo-f16.gguf", HOST).orElseThrow();
      Speeds speeds = found.scaledTo(4600, 512, List.of("Q2_K", "IQ2_XS"));
      assertEquals(
          speeds.quantizeSeconds().get("Q2_K"), speeds.quantizeSeconds().get("IQ2_XS"), 1e-9);
    }
  }
}
