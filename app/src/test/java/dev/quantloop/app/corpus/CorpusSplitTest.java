package dev.quantloop.app.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.UserException;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.SourceUse;
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
      CorpusSplit split = split("s", tokens, context, evaluation, 0);
      assertEquals(split.evaluationTokens(), split.firstPoolToken());
      int end = split.firstPoolToken() + split.poolTokens();
      assertTrue(end <= tokens && tokens - end < context, split + " of " + tokens);
    }
  }

  @Test
  void saysHowMuchTextThereIsAndHowMuchIsNeeded() {
    String message =
        assertThrows(UserException.class, () -> split("prose", 5000, 512, 9, 0)).getMessage();
    assertTrue(
        message.startsWith("the source prose has 5000 tokens, but 5120 are needed"), message);
    assertEquals(1, split("prose", 5120, 512, 9, 0).poolChunks());
  }

  @Test
  void textForOneSideNeedsNothingOfTheOther() {
    SettingValues reserving =
        SettingValues.NONE.with(Setting.CONTEXT, 100).with(Setting.HELD_OUT_CHUNKS, 2);
    SplitSizes evaluated = SplitSizes.of(SourceUse.EVALUATION, reserving, 8);
    assertEquals(new CorpusSplit("a", 100, 8, 2, 0), CorpusSplit.of("a", 1099, evaluated));
    assertEquals(
        "the source a has 999 tokens, but 1000 are needed: 8 evaluation chunks, 2 that are kept"
            + " back, 100 tokens each",
        assertThrows(UserException.class, () -> CorpusSplit.of("a", 999, evaluated)).getMessage());
    SettingValues whole = reserving.with(Setting.WHOLE_EVALUATION, true);
    assertEquals(
        new CorpusSplit("a", 100, 58, 2, 0),
        CorpusSplit.of("a", 6099, SplitSizes.of(SourceUse.EVALUATION, whole, 8)));
    assertEquals(
        new CorpusSplit("a", 100, 0, 0, 60),
        CorpusSplit.of("a", 6099, SplitSizes.of(SourceUse.CALIBRATION, whole, 8)));
    assertEquals(
        new CorpusSplit("a", 100, 8, 2, 50),
        CorpusSplit.of("a", 6099, SplitSizes.of(SourceUse.BOTH, whole, 8)));
  }

  private static CorpusSplit split(
      String source, long tokens, int contextSize, int evaluation, int reserved) {
    return CorpusSplit.of(
        source,
        tokens,
        new SplitSizes(SourceUse.BOTH, contextSize, evaluation, false, reserved, 0, 2));
  }

  @Test
  void saysHowLargeThePoolIsWhenACorpusIsLarger() {
    List<CorpusSplit> splits = List.of(split("a", 1000, 100, 2, 0), split("b", 500, 100, 2, 0));
    CorpusSplit.requirePool(splits, 1100);
    String message =
        assertThrows(UserException.class, () -> CorpusSplit.requirePool(splits, 1101)).getMessage();
    assertEquals(
        "the pool has 1100 tokens (a 800, b 300), but a corpus of 1101 is asked for: 1 more is"
            + " needed",
        message);
  }
}
