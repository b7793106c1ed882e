package dev.quantloop.app.tui.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.guide.GuideFixture;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Golden;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.screen.runs.RunLogState;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.EventKind;
import dev.quantloop.tracker.record.NewRun;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.RunState;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.RunSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLogScreenTest {
  @TempDir Path directory;
  private Path database;
  private Path log;
  private Tracker tracker;
  private Run run;

  @BeforeEach
  void aRun() throws IOException {
    database = directory.resolve("quantloop.db");
    try (GuideFixture history = new GuideFixture(database)) {
      history.named("mine", "Q4_K_M");
    }
    log = directory.resolve("run-001.log");
    tracker =
        Tracker.open(database, Clock.fixed(Instant.parse("2026-01-01T12:00:00Z"), ZoneOffset.UTC));
    ExperimentId mine = tracker.experiments().get("mine").id();
    run =
        tracker
            .runs()
            .start(new NewRun(mine, true, OptionalInt.empty(), "{}", "gpu-box", log, "0.1.0"));
  }

  @AfterEach
  void close() {
    tracker.close();
  }

  private void event(EventKind kind, String message) {
    tracker.runs().event(run.id(), Optional.empty(), kind, message);
  }

  private void write(String text) throws IOException {
    Files.writeString(log, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private void story() throws IOException {
    event(EventKind.STAGE, "iteration 1: 2.0k tokens (chunks: 2 prose, 1 code)");
    event(EventKind.RESULT, "iteration 1: Q4_K_M 0.4390 (-13.5 %, improved)");
    event(EventKind.WARNING, "memory is running short: 120 MiB are left");
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      text.append("llama_model_loader: - kv %3d: general.name str = demo%n".formatted(i));
    }
    text.append("ggml_cuda: warning: device 0 has no peer access\n");
    text.append("CUDA error: out of memory\n");
    write(text.toString());
  }

  private void fail() {
    tracker.runs().end(run.id(), RunState.FAILED, "out of GPU memory");
  }

  private RunLogState fresh() {
    return RunLogState.of(
        new RunSummary(tracker.runs().get(run.id()), "mine"), NoWork.beside(database));
  }

  private Driver open() {
    return new Driver(fresh(), tracker).started();
  }

  private static int lines(Driver driver) {
    return ((RunLogState) driver.screen()).log().lines().size();
  }

  private static String lastEvent(Driver driver) {
    return ((RunLogState) driver.screen()).events().selected().orElseThrow().text();
  }

  @Test
  void saysThatItReadsBeforeTheFirstAnswer() {
    Golden.check("run-log-loading", fresh());
  }

  @Test
  void saysThatNothingHasBeenPrintedYet() {
    Golden.check("run-log-empty", open().screen());
  }

  @Test
  void showsEventsAndTheEndOfTheLogOfAFailedRun() throws IOException {
    story();
    fail();
    Driver driver = open();
    Golden.check("run-log-failed", driver.screen());
    assertTrue(driver.effects().isEmpty());
    Golden.check("run-log-events", driver.press("tab", "k").screen());
  }

  @Test
  void followsARunThatIsAtWork() throws IOException {
    story();
    Driver driver = open();
    assertEquals(62, lines(driver));
    write("one more\nunfinish");
    event(EventKind.RESULT, "iteration 2: Q4_K_M 0.4347");
    driver.later().hear(new Message.Changed());
    assertEquals(63, lines(driver));
    assertTrue(lastEvent(driver).endsWith("iteration 2: Q4_K_M 0.4347"));
    Golden.check("run-log-running", driver.screen());
    fail();
    driver.hear(new Message.Changed()).later();
    assertEquals(64, lines(driver));
    assertTrue(driver.later().effects().isEmpty());
  }

  @Test
  void hearsOfEventsAtOnce() throws IOException {
    Driver driver = open();
    event(EventKind.STAGE, "iteration 1");
    assertTrue(lastEvent(driver.hear(new Message.Changed())).endsWith("iteration 1"));
    assertEquals(2, ((RunLogState) driver.screen()).events().lines().size());
    driver.hear(new Message.Changed());
    assertEquals(2, ((RunLogState) driver.screen()).events().lines().size());
  }

  @Test
  void ofAHugeLogTheEndIsReadAndTheRestOnDemand() throws IOException {
    byte[] line = ("x".repeat(1023) + "\n").getBytes();
    byte[] megabyte = new byte[1 << 20];
    for (int i = 0; i < megabyte.length; i++) {
      megabyte[i] = line[i % line.length];
    }
    for (int i = 0; i < 11; i++) {
      Files.write(log, megabyte, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
    fail();
    Driver driver = open();
    assertEquals(1023, lines(driver));
    driver.press("g", "L");
    assertEquals(1023 + 4095, lines(driver));
    assertEquals(4095, ((RunLogState) driver.screen()).log().cursor());
    Golden.check("run-log-huge", driver.press("L").screen(), null, true, 80, 24);
    assertTrue(
        driver.screen().actions().stream()
            .anyMatch(a -> a.name().equals("earlier") && a.disabled().isPresent()));
  }

  @Test
  void copiesThePathAndALine() throws IOException {
    story();
    fail();
    Driver driver = open().press("y");
    assertEquals(
        log.toString(), assertInstanceOf(Effect.Copy.class, driver.effects().get(0)).text());
    driver.press("Y");
    assertEquals(
        "CUDA error: out of memory",
        assertInstanceOf(Effect.Copy.class, driver.effects().get(0)).text());
  }

  @Test
  void saysThatThereIsNoLog() {
    fail();
    Golden.check("run-log-missing", open().screen(), null, true, 80, 24);
  }

  @Test
  void findsATextInTheLog() throws IOException {
    story();
    fail();
    Driver driver = open().press("g", "/", "p", "e", "e", "r", "enter");
    assertEquals(60, ((RunLogState) driver.screen()).log().cursor());
  }

  @Test
  void stopsTheRunWhenAskedAndSaidYes() {
    Driver driver = open().press("X", "y");
    assertTrue(tracker.runs().get(run.id()).stopRequested());
    assertTrue(lastEvent(driver).endsWith("stop requested"));
  }
}
