package dev.quantloop.llama.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecodeSettingsTest {
  @ParameterizedTest
  @CsvSource({
    "2048, 512, 512",
    "4096, 2048, 2048",
    "4096, 4096, 4096",
    "3072, 2048, 1536",
    "2560, 1024, 512",
    "2048, 4096, 2048",
    "2048, 128, 512",
    "256, 128, 256"
  })
  void contextsThatTakeTurnsDecodeWholeGroupsOfABatch(int batch, int ubatch, int expected) {
    DecodeSettings settings = new DecodeSettings(512, batch, ubatch, 1);
    DecodeSettings turns = settings.inTurns(2);
    assertEquals(new DecodeSettings(512, expected, ubatch, 1), turns);
    assertEquals(0, settings.chunksPerBatch() % turns.chunksPerBatch());
    assertEquals(settings, settings.inTurns(1));
  }

  @Test
  void contextsOfAnImatrixRunShareTheMicroBatch() {
    assertEquals(2048, new DecodeSettings(512, 4096, 4096, 1).inSmallBatches(2).batchSize());
    assertEquals(4096, new DecodeSettings(512, 4096, 4096, 1).inSmallBatches(1).batchSize());
    assertEquals(512, new DecodeSettings(512, 2048, 512, 1).inSmallBatches(2).batchSize());
    assertEquals(512, new DecodeSettings(2048, 2048, 512, 1).inSmallBatches(2).batchSize());
    assertEquals(512, new DecodeSettings(2048, 2048, 512, 1).inSmallBatches(1).batchSize());
  }

  @ParameterizedTest
  @CsvSource({
    "1, 2048, 512, 2048, 512",
    "1, 2100, 512, 2048, 512",
    "1, 1024, 4096, 1024, 1024",
    "1, 256, 512, 256, 256",
    "3, 8192, 2048, 2048, 2048",
    "3, 8192, 256, 512, 256",
    "3, 512, 8192, 512, 512"
  })
  void whatHasNoEffectIsLeftOut(int contexts, int batch, int ubatch, int submitted, int computed) {
    DecodeSettings settings = new DecodeSettings(512, batch, ubatch, 2, FlashAttention.OFF);
    DecodeSettings effective = settings.effective(contexts);
    assertEquals(new DecodeSettings(512, submitted, computed, 2, FlashAttention.OFF), effective);
    assertEquals(effective, effective.effective(contexts));
    assertEquals(Context.steps(settings.inTurns(contexts), 16), Context.steps(effective, 16));
  }
}
