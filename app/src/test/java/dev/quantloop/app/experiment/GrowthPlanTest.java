package dev.quantloop.app.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.UserException;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingException;
import java.util.List;
import org.junit.jupiter.api.Test;

class GrowthPlanTest {
  @Test
  void growsByTheFactorAndEndsWithTheWholePool() {
    assertEquals(List.of(4, 8, 16, 32, 54), new GrowthPlan(2048, 2, 0).chunkCounts(512, 54));
  }

  @Test
  void endsWithTheMaximumWhereThatIsLessThanThePool() {
    assertEquals(List.of(4, 8, 9), new GrowthPlan(2048, 2, 5000).chunkCounts(512, 54));
  }

  @Test
  void noCorpusIsLargerThanTheMaximumUnlessAChunkIs() {
    assertEquals(List.of(3), new GrowthPlan(2000, 2, 2000).chunkCounts(512, 54));
    assertEquals(List.of(1), new GrowthPlan(100, 2, 100).chunkCounts(512, 54));
  }

  @Test
  void doesNotRepeatTheLimitWhenAStepMeetsIt() {
    assertEquals(List.of(4, 8, 16), new GrowthPlan(2048, 2, 0).chunkCounts(512, 16));
  }

  @Test
  void everyStepAddsAChunkHoweverSlowTheGrowth() {
    List<Integer> counts = new GrowthPlan(1, 1.01, 0).chunkCounts(512, 40);
    assertEquals(40, counts.size());
    for (int i = 0; i < counts.size(); i++) {
      assertEquals(i + 1, counts.get(i));
    }
  }

  @Test
  void aStartOfLessThanAChunkDoublesLikeAChunk() {
    assertEquals(List.of(1, 2, 4, 8, 10), new GrowthPlan(1, 2, 0).chunkCounts(512, 10));
  }

  @Test
  void aStartBeyondThePoolIsThePool() {
    assertEquals(List.of(3), new GrowthPlan(1_000_000, 2, 0).chunkCounts(512, 3));
  }

  @Test
  void survivesGrowthBeyondEveryNumber() {
    assertEquals(List.of(1, 1000), new GrowthPlan(1, 1e300, 0).chunkCounts(512, 1000));
  }

  @Test
  void refusesAGrowthThatIsNone() {
    for (double growth : new double[] {1, 0.5, -2, Double.NaN, Double.POSITIVE_INFINITY}) {
      SettingException refusal =
          assertThrows(SettingException.class, () -> new GrowthPlan(512, growth, 0));
      assertEquals(Setting.GROWTH, refusal.setting());
      assertTrue(refusal.getMessage().contains("the growth must be above 1"));
    }
  }

  @Test
  void refusesAMaximumBelowTheStart() {
    UserException refusal = assertThrows(UserException.class, () -> new GrowthPlan(2048, 2, 512));
    assertEquals(
        "the largest corpus (512 tokens) is below the first (2048 tokens)", refusal.getMessage());
  }
}
