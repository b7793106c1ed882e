package dev.quantloop.tracker.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.tracker.Samples;
import dev.quantloop.tracker.id.ModelId;
import dev.quantloop.tracker.record.Tuning;
import dev.quantloop.tracker.record.TuningKey;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TuningsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T11:32:00Z");
  private static final TuningKey KEY = new TuningKey("AMD EPYC (2 CPUs)", 0, "0.5.0", 512);

  @TempDir Path directory;
  private Tracker tracker;
  private ModelId model;

  @BeforeEach
  void open() {
    tracker = Tracker.open(directory.resolve("quantloop.db"), Clock.fixed(NOW, ZoneOffset.UTC));
    model = tracker.experiments().register(Samples.model(1)).id();
  }

  @AfterEach
  void close() {
    tracker.close();
  }

  @Test
  void comeBackAsTheyWereFound() {
    tracker.tunings().record(tuning(KEY, 1024));
    Tuning expected =
        new Tuning(model, KEY, 2048, 1024, 2, "off", 3412.5, 3380.25, 3445.0, 120, "0.1.0", NOW);
    assertEquals(Optional.of(expected), tracker.tunings().find(Samples.sha(1), KEY));
  }

  @Test
  void theLastAnswerCounts() {
    tracker.tunings().record(tuning(KEY, 1024));
    tracker.tunings().record(tuning(KEY, 256));
    assertEquals(256, tracker.tunings().find(Samples.sha(1), KEY).orElseThrow().nUbatch());
  }

  @Test
  void holdForOneModelDeviceBuildAndContext() {
    tracker.tunings().record(tuning(KEY, 1024));
    assertFalse(tracker.tunings().find(Samples.sha(2), KEY).isPresent());
    assertTrue(tracker.tunings().any(KEY));
    for (TuningKey other :
        new TuningKey[] {
          new TuningKey("NVIDIA H100", 0, "0.5.0", 512),
          new TuningKey(KEY.device(), 7, "0.5.0", 512),
          new TuningKey(KEY.device(), 0, "0.6.0", 512),
          new TuningKey(KEY.device(), 0, "0.5.0", 2048)
        }) {
      assertFalse(tracker.tunings().any(other), other.toString());
      assertFalse(tracker.tunings().find(Samples.sha(1), other).isPresent(), other.toString());
      tracker.tunings().record(tuning(other, 128));
    }
    assertEquals(1024, tracker.tunings().find(Samples.sha(1), KEY).orElseThrow().nUbatch());
  }

  @Test
  void outliveTheExperimentsOfTheirModel() {
    tracker.tunings().record(tuning(KEY, 1024));
    tracker.experiments().purge(Samples.experiment(tracker, "mine").id());
    assertTrue(tracker.tunings().find(Samples.sha(1), KEY).isPresent());
  }

  @Test
  void aRateOutsideItsIntervalIsRefused() {
    Tuning wrong = new Tuning(model, KEY, 2048, 512, 2, "auto", 100, 110, 120, 1, "0.1.0", NOW);
    assertThrows(RuntimeException.class, () -> tracker.tunings().record(wrong));
  }

  private Tuning tuning(TuningKey key, int ubatch) {
    return new Tuning(
        model, key, 2048, ubatch, 2, "off", 3412.5, 3380.25, 3445.0, 120, "0.1.0", NOW);
  }
}
