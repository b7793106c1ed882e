package dev.quantloop.app.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quantloop.app.loop.SmallExperiment;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoExperimentTest {
  @Test
  void goesOnWithTheLatestDemoAndStartsFreshOnesUnderFreeNames(@TempDir Path home) {
    try (Tracker tracker = Tracker.open(home.resolve("quantloop.db"))) {
      assertEquals("demo", DemoExperiment.latestName(tracker));
      assertEquals("demo", DemoExperiment.freshName(tracker));
      create(tracker, "demo");
      assertEquals("demo", DemoExperiment.latestName(tracker));
      assertEquals("demo-2", DemoExperiment.freshName(tracker));
      create(tracker, "demo-2");
      assertEquals("demo-2", DemoExperiment.latestName(tracker));
      assertEquals("demo-3", DemoExperiment.freshName(tracker));
    }
  }

  private static void create(Tracker tracker, String name) {
    SmallExperiment.create(tracker, SmallExperiment.draft(name, QuantType.Q2_K));
  }
}
