package dev.quantloop.app.corpus;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenRunsTest {
  private final TokenRuns runs = new TokenRuns();
  private final int[] text = new Random(1).ints(5000, 0, 1000).toArray();

  @Test
  void findsTwelveTokensInARowAnywhere() {
    runs.add(text);
    int[] other = new Random(2).ints(5000, 1000, 2000).toArray();
    assertFalse(runs.shares(other));
    System.arraycopy(text, 777, other, 123, 12);
    assertTrue(runs.shares(other));
    other[130]++;
    assertFalse(runs.shares(other), "eleven are not enough");
    System.arraycopy(text, 4988, other, 4988, 12);
    assertTrue(runs.shares(other), "the last of both");
  }

  @Test
  void theOrderMatters() {
    runs.add(IntStream.range(0, 12).toArray());
    assertFalse(runs.shares(IntStream.range(0, 12).map(i -> 11 - i).toArray()));
  }

  @Test
  void rowsOfTheSameDoNotCount() {
    int[] rule = new int[100];
    Arrays.setAll(rule, i -> i % 3);
    runs.add(rule);
    assertFalse(runs.shares(rule));
  }

  @Test
  void tooShortATextHasNone() {
    runs.add(text);
    assertFalse(runs.shares(Arrays.copyOf(text, 11)));
    assertFalse(new TokenRuns().shares(text));
  }
}
