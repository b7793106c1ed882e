package dev.quantloop.app.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.console.Console;
import dev.quantloop.app.console.Progress;
import dev.quantloop.tracker.id.RunId;
import dev.quantloop.tracker.record.EventKind;
import dev.quantloop.tracker.record.RunEvent;
import dev.quantloop.tracker.record.RunProgress;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunDisplayTest {
  private static final RunId RUN = new RunId(1);

  private final StringWriter shown = new StringWriter();
  private final RunDisplay display = new RunDisplay(progress(), 128);

  private Progress progress() {
    Clock stopped = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    return new Console(
            InputStream.nullInputStream(),
            new PrintWriter(shown),
            new PrintWriter(shown),
            new CliFixture.FixedTerminal(false, 80),
            stopped,
            Map.of())
        .progress();
  }

  private void event(EventKind kind, String message) {
    display.event(new RunEvent(1, RUN, Optional.empty(), Instant.EPOCH, kind, message));
  }

  private List<String> lines() {
    return shown.toString().lines().map(String::strip).toList();
  }

  @Test
  void whatFollowsAStageProvesThatItIsComplete() {
    display.progress(new RunProgress("0: quantize Q4_0", 3, 56, "tensors", 0));
    event(EventKind.RESULT, "iteration 0: Q4_0 0.1");
    assertEquals(
        List.of("quantize Q4_0", "quantize Q4_0: 56/56 tensors, in 0.0s", "iteration 0: Q4_0 0.1"),
        lines());
  }

  @Test
  void aStageInWhichSomethingFailedIsNotCalledComplete() {
    display.progress(new RunProgress("0: quantize Q4_0", 3, 56, "tensors", 0));
    event(EventKind.ERROR, "Q4_0 failed");
    display.progress(new RunProgress("0: quantize Q8_0", 1, 56, "tensors", 0));
    display.progress(new RunProgress("1: quantize Q8_0", 1, 56, "tensors", 0));
    assertEquals(
        List.of(
            "quantize Q4_0",
            "error: Q4_0 failed",
            "quantize Q4_0: 3/56 tensors, in 0.0s",
            "quantize Q8_0",
            "quantize Q8_0: 56/56 tensors, in 0.0s",
            "quantize Q8_0"),
        lines());
  }
}
