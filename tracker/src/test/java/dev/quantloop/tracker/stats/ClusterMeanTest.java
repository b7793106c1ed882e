package dev.quantloop.tracker.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClusterMeanTest {
  private static Stratum chunks(String key, int count) {
    return new Stratum(key, IntStream.range(0, count).toArray());
  }

  @Test
  void isStudentsIntervalOfEquallyLongDocuments() {
    double[] means = {1, 2, 4, 3, 5, 2, 2, 3, 1, 7};
    double[] tokens = new double[10];
    Arrays.fill(tokens, 100);
    double[] sums = Arrays.stream(means).map(mean -> 100 * mean).toArray();
    ClusterMean mean = ClusterMean.of(List.of(chunks("a", 10)), sums, tokens);
    assertEquals(3, mean.mean());
    // scipy.stats.t.interval(0.95, 9, 3, scipy.stats.sem(means))
    assertEquals(1.6511, mean.interval().orElseThrow().low(), 1e-4);
    assertEquals(4.3489, mean.interval().orElseThrow().high(), 1e-4);
  }

  @Test
  void weighsDocumentsByTheirTokens() {
    double[] sums = {10, 60, 10, 10, 10, 10, 10, 10, 10, 10, 10};
    double[] tokens = {10, 30, 10, 10, 10, 10, 10, 10, 10, 10, 10};
    ClusterMean mean = ClusterMean.of(List.of(chunks("a", 11)), sums, tokens);
    assertEquals(160.0 / 130, mean.mean(), 1e-12);
  }

  @Test
  void takesChunksOfADocumentTogether() {
    int[] clusters = new int[20];
    double[] sums = new double[20];
    double[] tokens = new double[20];
    for (int i = 0; i < 20; i++) {
      clusters[i] = i / 2;
      sums[i] = i / 2;
      tokens[i] = 1;
    }
    ClusterMean together = ClusterMean.of(List.of(new Stratum("a", clusters)), sums, tokens);
    ClusterMean apart = ClusterMean.of(List.of(chunks("a", 20)), sums, tokens);
    double ratio =
        together.interval().orElseThrow().halfWidth() / apart.interval().orElseThrow().halfWidth();
    assertTrue(ratio > 1.4, "wider by more than the square root of two: " + ratio);
  }

  @Test
  void coversTheTruthOfTwoStrata() {
    Random random = new Random(42);
    int covered = 0;
    for (int trial = 0; trial < 2000; trial++) {
      double[] sums = new double[16];
      double[] tokens = new double[16];
      for (int i = 0; i < 16; i++) {
        tokens[i] = 256;
        sums[i] = 256 * ((i < 8 ? 1 : 3) * (1 + 0.3 * random.nextGaussian()));
      }
      ClusterMean mean = ClusterMean.of(List.of(chunks("a", 8), chunks("b", 8)), sums, tokens);
      covered += mean.interval().orElseThrow().contains(2) ? 1 : 0;
    }
    assertEquals(0.95, covered / 2000.0, 0.02);
  }

  @Test
  void saysNothingOfFewDocuments() {
    double[] sums = {1, 2, 3};
    assertTrue(
        ClusterMean.of(List.of(chunks("a", 3)), sums, new double[] {1, 1, 1}).interval().isEmpty());
  }
}
