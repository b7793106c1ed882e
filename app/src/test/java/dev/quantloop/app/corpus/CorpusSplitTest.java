package dev.quantloop.app.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.UserException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CorpusSplitTest {

  @Test
  void neverLetsEvaluationAndPoolShareAToken() {
    Random random = new Random(1);
    for (int round = 0; round < 2000; round++) {
      int context = 1 + random.nextInt(64);
      int evaluation = random.nextInt(10);
      int tokens = (evaluation + 1) * context + random.nextInt(2000);
      CorpusSplit split = CorpusSplit.of("s", tokens, context, evaluation, 0);
      assertEquals(split.evaluationTokens(), split.firstPoolToken());
      int end = split.firstPoolToken() + split.poolTokens();
      assertTrue(end <= tokens && tokens - end < context, split + " of " + tokens);
    }
  }

  @Test
  void saysHowMuchTextThereIsAndHowMuchIsNeeded() {
    String message =
        assertThrows(UserException.class, () -> CorpusSplit.of("prose", 5000, 512, 9, 0))
            .getMessage();
    assertTrue(
        message.startsWith("the source prose has 5000 tokens, but 5120 are needed"), message);
    assertEquals(1, CorpusSplit.of("prose", 5120, 512, 9, 0).poolChunks());
  }

  @Test
  void saysHowLargeThePoolIsWhenACorpusIsLarger() {
    List<CorpusSplit> splits =
        List.of(CorpusSplit.of("a", 1000, 100, 2, 0), CorpusSplit.of("b", 500, 100, 2, 0));
    CorpusSplit.requirePool(splits, 1100);
    String message =
        assertThrows(UserException.class, () -> CorpusSplit.requirePool(splits, 1101)).getMessage();
    assertEquals(
        "the pool has 1100 tokens (a 800, b 300), but a corpus of 1101 is asked for: 1 more is"
            + " needed",
        message);
  }
}
