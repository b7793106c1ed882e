package dev.quantloop.tracker.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConfidenceBucketTest {
  @Test
  void theFiguresAreThoseOfSlowDoubleArithmetic() {
    int n = 5000;
    Random random = new Random(42);
    float[] top = new float[n];
    float[] kld = new float[n];
    float[] nll = new float[n];
    BitSet same = new BitSet();
    for (int i = 0; i < n; i++) {
      top[i] = (float) Math.pow(random.nextDouble(), 0.1);
      kld[i] = (float) Math.exp(random.nextGaussian() - 3);
      same.set(i, random.nextInt(5) > 0);
    }
    List<ConfidenceBucket> buckets = ConfidenceBucket.of(new ChunkTokens(kld, nll, nll, same), top);
    assertEquals(4, buckets.size());
    for (ConfidenceBucket bucket : buckets) {
      int[] mine =
          IntStream.range(0, n)
              .filter(i -> top[i] >= bucket.low() && top[i] < bucket.high())
              .toArray();
      double[] sorted = Arrays.stream(mine).mapToDouble(i -> kld[i]).sorted().toArray();
      double at = 0.99 * (sorted.length - 1);
      int below = (int) at;
      double kld99 = sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]);
      assertEquals(mine.length, figure(bucket, Figure.TOKENS));
      assertEquals((double) mine.length / n, bucket.share(), 1e-12);
      assertEquals(
          Arrays.stream(sorted).average().orElseThrow(), figure(bucket, Figure.MEAN), 1e-9);
      assertEquals(kld99, figure(bucket, Figure.KLD_99), 1e-9);
      assertEquals(
          Arrays.stream(mine).filter(same::get).count() / (double) mine.length,
          figure(bucket, Figure.SAME_TOP),
          1e-12);
    }
  }

  @Test
  void aBoundBelongsToTheSurerBucketAndCertaintyToTheSurest() {
    float[] top = {0.5f, 1, 0.2f};
    float[] none = new float[3];
    List<ConfidenceBucket> buckets =
        ConfidenceBucket.of(new ChunkTokens(none, none, none, new BitSet()), top);
    assertEquals(List.of(0.0, 0.5, 0.99), buckets.stream().map(ConfidenceBucket::low).toList());
    assertEquals(1.0 / 3, buckets.get(2).share());
  }

  private static double figure(ConfidenceBucket bucket, Figure figure) {
    return bucket.statistics().get(figure);
  }
}
