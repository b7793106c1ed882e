package dev.quantloop.tracker.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CompositeScoreTest {
  @Test
  void weighsMedianAndTail() {
    double expected = Math.pow(0.02, 1 / 3.0) * Math.pow(0.9 + 4 * 0.4 + 5 * 0.2, 2 / 3.0);
    assertEquals(expected, CompositeScore.of(0.02, 0.2, 0.4, 0.9), 1e-12);
  }

  @Test
  void growsInProportionToItsPercentiles() {
    double once = CompositeScore.of(0.02, 0.2, 0.4, 0.9);
    assertEquals(3 * once, CompositeScore.of(0.06, 0.6, 1.2, 2.7), 1e-12);
  }

  @Test
  void ofAnIdenticalModelIsZero() {
    assertEquals(0, CompositeScore.of(-1e-8, -1e-9, 0, 0));
  }
}
