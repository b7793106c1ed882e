package dev.quantloop.llama.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.AbortSignal;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.Native;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.FlashAttention;
import dev.quantloop.llama.model.Model;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DecodeTrialsTest {
  private static final DecodeSettings SMALL = new DecodeSettings(128, 256, 128, 1);

  /** Eight thousand sequences are more than a context can have. */
  private static final DecodeSettings IMPOSSIBLE = new DecodeSettings(2, 1 << 14, 128, 1);

  private static Model model;

  @BeforeAll
  static void load() {
    model = Native.demoModel();
  }

  @AfterAll
  static void free() {
    model.close();
  }

  @Test
  void measuresWithMoreTextThanThereIs() {
    try (DecodeTrials trials = new DecodeTrials(model, Native.referenceTokens(model, 64, 1))) {
      assertEquals(1, trials.contexts());
      assertTrue(trials.measure(SMALL, 0).orElseThrow() > 1);
    }
  }

  @Test
  void breaksOffWhatIsTooSlowAndGoesOn() {
    try (DecodeTrials trials = new DecodeTrials(model, Native.referenceTokens(model, 128, 2))) {
      assertEquals(OptionalDouble.empty(), trials.measure(SMALL, 1e12));
      assertTrue(trials.measure(SMALL, 0).isPresent());
    }
  }

  @Test
  void saysWhyThereIsNoContextAndGoesOn() {
    try (DecodeTrials trials = new DecodeTrials(model, Native.referenceTokens(model, 128, 2))) {
      LlamaException refusal =
          assertThrows(LlamaException.class, () -> trials.measure(IMPOSSIBLE, 0));
      assertTrue(refusal.getMessage().contains("n_seq_max"), refusal.getMessage());
      assertTrue(trials.measure(SMALL, 0).isPresent());
    }
  }

  @Test
  void flashAttentionReachesTheLibraryAndChangesNoMoreThanRounding() {
    double off = perplexity(FlashAttention.OFF);
    double on = perplexity(FlashAttention.ON);
    assertTrue(on != off && Math.abs(on / off - 1) < 1e-3, on + " and " + off);
    assertEquals(on, perplexity(FlashAttention.AUTO));
  }

  private static double perplexity(FlashAttention flashAttention) {
    DecodeSettings settings = new DecodeSettings(128, 128, 128, 1, flashAttention);
    double[] sum = new double[1];
    try (PerplexityPass pass =
        PerplexityPass.open(model, settings, ScoredPositions.SECOND_HALF, AbortSignal.NEVER)) {
      pass.run(
          Native.referenceTokens(model, 128, 2),
          (chunk, values) -> {
            for (double value : values) {
              sum[0] += value;
            }
          });
    }
    return sum[0];
  }
}
