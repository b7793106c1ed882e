package dev.quantloop.app.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.UserException;
import java.util.List;
import org.junit.jupiter.api.Test;

class GrowthPlanTest {
  @Test
  void grows_by_the_factor_and_ends_with_the_whole_pool() {
    assertEquals(List.of(4, 8, 16, 32, 54), new GrowthPlan(2048, 2, 0).chunkCounts(512, 54));
  }

  @Test
  void ends_with_the_maximum_where_that_is_less_than_the_pool() {
    assertEquals(List.of(4, 8, 9), new GrowthPlan(2048, 2, 5000).chunkCounts(512, 54));
  }

  @Test
  void no_corpus_is_larger_than_the_maximum_unless_a_chunk_is() {
    assertEquals(List.of(3), new GrowthPlan(2000, 2, 2000).chunkCounts(512, 54));
    assertEquals(List.of(1), new GrowthPlan(100, 2, 100).chunkCounts(512, 54));
  }

  @Test
  void does_not_repeat_the_limit_when_a_step_meets_it() {
    assertEquals(List.of(4, 8, 16), new GrowthPlan(2048, 2, 0).chunkCounts(512, 16));
  }

  @Test
  void every_step_adds_a_chunk_however_slow_the_growth() {
    List<Integer> counts = new GrowthPlan(1, 1.01, 0).chunkCounts(512, 40);
    assertEquals(40, counts.size());
    for (int i = 0; i < counts.size(); i++) {
      assertEquals(i + 1, counts.get(i));
    }
  }

  @Test
  void a_start_of_less_than_a_chunk_doubles_like_a_chunk() {
    assertEquals(List.of(1, 2, 4, 8, 10), new GrowthPlan(1, 2, 0).chunkCounts(512, 10));
  }

  @Test
  void a_start_beyond_the_pool_is_the_pool() {
    assertEquals(List.of(3), new GrowthPlan(1_000_000, 2, 0).chunkCounts(512, 3));
  }

  @Test
  void survives_growth_beyond_every_number() {
    assertEquals(List.of(1, 1000), new GrowthPlan(1, 1e300, 0).chunkCounts(512, 1000));
  }

  @Test
  void refuses_a_growth_that_is_none() {
    for (double growth : new double[] {1, 0.5, -2, Double.NaN, Double.POSITIVE_INFINITY}) {
      UserException refusal =
          assertThrows(UserException.class, () -> new GrowthPlan(512, growth, 0));
      assertTrue(refusal.getMessage().contains("--growth must be above 1"));
    }
  }

  @Test
  void refuses_a_maximum_below_the_start() {
    UserException refusal = assertThrows(UserException.class, () -> new GrowthPlan(2048, 2, 512));
    assertEquals("--max (512 tokens) is below --start (2048 tokens)", refusal.getMessage());
  }
}
