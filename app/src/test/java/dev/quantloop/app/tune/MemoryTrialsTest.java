package dev.quantloop.app.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.loop.SmallExperiment;
import dev.quantloop.app.machine.OwnProgram;
import dev.quantloop.app.memory.ContextMemory;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.model.DecodeSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The real trials of the demo model, in a process that may have so much memory and no more. */
class MemoryTrialsTest {
  private static final long LIMIT = 16L << 30;
  private static final DecodeSettings TOO_LARGE = new DecodeSettings(8_000_000, 128, 128, 1);
  private static final DecodeSettings SMALL = new DecodeSettings(128, 256, 128, 1);

  private final List<String> said = new ArrayList<>();

  @Test
  void aContextThatMemoryDoesNotHoldLosesOneTrial() {
    SmallExperiment.library();
    Path model = SmallExperiment.nativeSettings().selfTestModel();
    assertTrue(ContextMemory.of(GgufFile.read(model), TOO_LARGE).cacheBytes() > LIMIT);
    try (Trials trials = trials(model)) {
      assertTrue(trials.run(SMALL, 0).complete(), said.toString());
      assertEquals(TrialOutcome.failed("out of memory"), trials.run(TOO_LARGE, 0));
      assertTrue(trials.run(SMALL, 0).complete());
      assertEquals(TrialOutcome.tooSlow(1e12), trials.run(SMALL, 1e12));
      assertEquals(128, trials.key().nCtx());
      assertEquals(0, trials.key().gpuLayers());
      assertEquals(1, trials.contexts());
    }
  }

  private Trials trials(Path model) {
    String cache = SmallExperiment.nativeSettings().cacheDirectory().getParent().toString();
    ProcessBuilder process =
        new OwnProgram(Map.of("XDG_CACHE_HOME", cache))
            .longWork(
                List.of("trials", "-m", model.toString(), "-c", "128", "--backend", "cpu"),
                Path.of("/dev/null"));
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of("/bin/sh", "-c", "ulimit -v " + (LIMIT >> 10) + " && exec \"$@\"", "sh"));
    List<String> java = process.command();
    command.add(java.get(0));
    command.add("-Xmx256m");
    command.addAll(java.subList(1, java.size()));
    return new Trials(process.command(command), Duration.ofMinutes(5), said::add, false);
  }
}
