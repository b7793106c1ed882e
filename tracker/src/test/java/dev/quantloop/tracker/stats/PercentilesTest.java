package dev.quantloop.tracker.stats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PercentilesTest {
  @Test
  void interpolateBetweenOrderStatistics() {
    Percentiles percentiles = Percentiles.of(new float[] {4, 1, 3, 2});
    assertEquals(2.5, percentiles.at(0.5));
    assertEquals(3.7, percentiles.at(0.9), 1e-12);
    assertEquals(1, percentiles.at(0));
    assertEquals(4, percentiles.at(1));
  }

  @Test
  void ofOneValueAreThatValue() {
    assertEquals(7, Percentiles.of(new float[] {7}).at(0.99));
  }

  @Test
  void knowTheShareOfValuesThatAreNotAbove() {
    Percentiles percentiles = Percentiles.of(new float[] {4, 1, 2, 2});
    assertEquals(0, percentiles.shareUpTo(0.9));
    assertEquals(0.25, percentiles.shareUpTo(1));
    assertEquals(0.25, percentiles.shareUpTo(1.9));
    assertEquals(0.75, percentiles.shareUpTo(2));
    assertEquals(1, percentiles.shareUpTo(4));
    assertEquals(1, percentiles.shareUpTo(Double.POSITIVE_INFINITY));
  }

  @Test
  void leaveTheValuesInOrder() {
    float[] values = {3, 1, 2};
    Percentiles.of(values);
    assertArrayEquals(new float[] {3, 1, 2}, values);
  }

  @Test
  void ofNothingAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Percentiles.of(new float[0]));
  }

  @Test
  void agreeWithExactArithmeticOnRankedValues() {
    Random random = new Random(5);
    for (int n : new int[] {2, 3, 10, 101, 255, 4096}) {
      float[] values = new float[n];
      for (int i = 0; i < n; i++) {
        values[i] = (float) random.nextGaussian();
      }
      for (String q : new String[] {"0.001", "0.5", "0.9", "0.95", "0.99", "0.999"}) {
        assertEquals(
            reference(values, q), Percentiles.of(values).at(Double.parseDouble(q)), 1e-9, q);
      }
    }
  }

  /** Counts how many values stand before each one, and interpolates in decimals. */
  private static double reference(float[] values, String q) {
    TreeMap<Integer, BigDecimal> byRank = new TreeMap<>();
    for (int i = 0; i < values.length; i++) {
      int rank = 0;
      for (int j = 0; j < values.length; j++) {
        boolean before = values[j] < values[i] || (values[j] == values[i] && j < i);
        rank += before ? 1 : 0;
      }
      byRank.put(rank, new BigDecimal(values[i]));
    }
    BigDecimal index = new BigDecimal(q).multiply(BigDecimal.valueOf(values.length - 1));
    int below = index.setScale(0, RoundingMode.FLOOR).intValueExact();
    BigDecimal weight = index.subtract(BigDecimal.valueOf(below));
    BigDecimal low = byRank.get(below);
    BigDecimal high = byRank.getOrDefault(below + 1, low);
    return low.add(weight.multiply(high.subtract(low))).doubleValue();
  }
}
