package dev.quantloop.app.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.console.Console;
import dev.quantloop.app.machine.ThisMachine;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.FlashAttention;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TuneTest {
  private static final Clock STANDING_STILL = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
  private static final DecodeSettings USUAL = DecodeSettings.ofContext(512, 4);

  private final StringWriter said = new StringWriter();

  @Test
  void threadsAreVariedOnlyWhereTheCpuComputes() {
    assertEquals(3 * 2, run(1, List.of(2048), 1000).summaries().size());
    List<TrialSummary> onGpu = run(3, List.of(2048), 1000).summaries();
    assertEquals(2, onGpu.size());
    assertTrue(onGpu.stream().allMatch(summary -> summary.settings().threads() == 4));
  }

  @Test
  void whatMemoryCannotHoldIsNotTriedOnTheCpu() {
    TuneResult result = run(1, List.of(512, 1 << 17), ThisMachine.availableMemory() >> 14);
    List<TrialSummary> hopeless =
        result.summaries().stream().filter(summary -> !summary.hasBeenTried()).toList();
    assertEquals(6, hopeless.size());
    for (TrialSummary summary : hopeless) {
      assertEquals(1 << 17, summary.settings().batchSize());
      assertTrue(summary.failure().startsWith("needs about "), summary.failure());
    }
    assertEquals(512, result.fastest().orElseThrow().settings().batchSize());
  }

  @Test
  void showsEachFasterOneAndEachFailure() {
    run(1, List.of(2048), 1000);
    List<String> lines = said.toString().lines().toList();
    assertEquals("tune", lines.get(0));
    assertEquals(
        "batches of 2048 in 512, 4 threads, flash attention auto: 4000 tokens/s", lines.get(1));
    assertTrue(
        lines.contains("batches of 2048 in 512, 4 threads, flash attention off: 4100 tokens/s"),
        said.toString());
    assertTrue(
        lines.contains("batches of 2048 in 512, 1 thread, flash attention off: out of memory"),
        said.toString());
    assertTrue(lines.get(lines.size() - 1).startsWith("tune: "), said.toString());
  }

  /** A thread gives 1000 tokens a second, and without flash attention 100 are added to all. */
  private TuneResult run(int contexts, List<Integer> batches, long bytesOfAToken) {
    TrialGrid grid =
        new TrialGrid(
            512,
            batches,
            List.of(512),
            List.of(1, 2, 4),
            List.of(FlashAttention.AUTO, FlashAttention.OFF));
    Trial trial =
        (settings, slowest) ->
            settings.threads() == 1
                ? TrialOutcome.failed("out of memory")
                : TrialOutcome.measured(
                    1000 * settings.threads()
                        + (settings.flashAttention() == FlashAttention.OFF ? 100 : 0));
    return new Tune(console().progress(), settings -> settings.batchSize() * bytesOfAToken)
        .run(new Tune.Plan(grid, USUAL, OptionalInt.empty(), false), trial, contexts);
  }

  private Console console() {
    return new Console(
        new ByteArrayInputStream(new byte[0]),
        new PrintWriter(new StringWriter()),
        new PrintWriter(said),
        new CliFixture.FixedTerminal(false, 80),
        STANDING_STILL,
        Map.of());
  }
}
