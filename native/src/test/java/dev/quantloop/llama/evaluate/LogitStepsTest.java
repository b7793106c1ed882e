package dev.quantloop.llama.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.model.Context;
import dev.quantloop.llama.model.DecodeSettings;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogitStepsTest {
  private static final int CHUNKS = 8;

  @ParameterizedTest
  @CsvSource({
    "262144, 4096, 4096, 1",
    "262144, 4096, 512, 3",
    "262144, 512, 2048, 1",
    "262144, 16, 2048, 1",
    "128256, 131072, 131072, 1",
    "2000000000, 32, 64, 1"
  })
  void noStepGivesMoreLogitsThanAContextIsPlannedWith(
      int vocabularySize, int contextSize, int batchSize, int contexts) {
    DecodeSettings settings = new DecodeSettings(contextSize, batchSize, 512, 1);
    for (ScoredPositions positions : ScoredPositions.values()) {
      LogitSteps steps = LogitSteps.of(settings, positions, contexts, vocabularySize);
      int[] next = new int[CHUNKS];
      for (Context.Step step : steps.of(CHUNKS)) {
        long rows = (long) step.chunks() * step.outputs(steps.first());
        assertTrue(
            rows * vocabularySize * Float.BYTES
                <= LogitSteps.bytes(settings, vocabularySize, contexts > 1),
            step.toString());
        for (int i = 0; i < step.chunks(); i++) {
          assertEquals(next[step.firstChunk() + i], step.from());
          next[step.firstChunk() + i] = step.to();
        }
      }
      for (int end : next) {
        assertEquals(contextSize, end);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "4096, 2, 512, 2048, 2",
    "4096, 3, 512, 2048, 1",
    "4096, 1, 512, 2048, 1",
    "16384, 16, 512, 2048, 2",
    "16385, 16, 512, 2048, 1",
    "256, 2, 4096, 4096, 1"
  })
  void smallBatchesAreDecodedSideBySideOnEvenThreads(
      int vocabularySize, int threads, int contextSize, int batchSize, int contexts) {
    DecodeSettings settings = new DecodeSettings(contextSize, batchSize, 512, threads);
    LogitSteps steps = LogitSteps.of(settings, ScoredPositions.SECOND_HALF, 1, vocabularySize);
    assertEquals(contexts, steps.contextsOnCpu(vocabularySize));
  }

  @ParameterizedTest
  @CsvSource({"4096, 512, 1", "32000, 512, 1", "128256, 512, 3", "151936, 2048, 3"})
  void usualModelsAreDecodedInWholeBatches(int vocabularySize, int ubatchSize, int contexts) {
    DecodeSettings settings = new DecodeSettings(512, 2048, ubatchSize, 1);
    List<Context.Step> steps =
        LogitSteps.of(settings, ScoredPositions.SECOND_HALF, contexts, vocabularySize).of(CHUNKS);
    assertEquals(Context.steps(settings.inTurns(contexts), CHUNKS), steps);
  }
}
