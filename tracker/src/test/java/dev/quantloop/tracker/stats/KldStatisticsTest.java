package dev.quantloop.tracker.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KldStatisticsTest {
  private static final MathContext EXACT = new MathContext(60);

  @Test
  void agreeWithDecimalArithmetic() {
    Random random = new Random(11);
    int n = 1000;
    float[] kld = new float[n];
    float[] baseNll = new float[n];
    float[] nll = new float[n];
    for (int i = 0; i < n; i++) {
      kld[i] = (float) Math.exp(random.nextGaussian() - 4);
      baseNll[i] = (float) Math.exp(random.nextGaussian());
      nll[i] = baseNll[i] + (float) (0.2 * random.nextGaussian());
    }
    KldStatistics statistics = KldStatistics.of(kld, baseNll, nll, 870);
    assertEquals(mean(kld), statistics.mean(), 1e-12);
    assertEquals(meanError(kld), statistics.meanError(), 1e-12);
    assertEquals(Math.exp(mean(baseNll)), statistics.pplBase(), 1e-9);
    assertEquals(Math.exp(mean(nll)), statistics.ppl(), 1e-9);
    assertEquals(Math.log(statistics.ppl() / statistics.pplBase()), statistics.lnPplRatio(), 1e-9);
    assertEquals(0.87, statistics.sameTop());
    assertEquals(n, statistics.tokens());
  }

  @Test
  void deltaPIsTheChangeOfTheRightTokensProbability() {
    float ln2 = (float) Math.log(2);
    float ln4 = (float) Math.log(4);
    KldStatistics statistics =
        KldStatistics.of(new float[] {0, 0}, new float[] {ln2, ln4}, new float[] {ln4, ln2}, 2);
    assertEquals(0, statistics.deltaPMean(), 1e-7);
    assertEquals(0.25, statistics.deltaPRms(), 1e-7);
  }

  @Test
  void percentilesAreThoseOfTheKlds() {
    float[] kld = new float[1001];
    for (int i = 0; i < kld.length; i++) {
      kld[1000 - i] = i;
    }
    KldStatistics statistics = KldStatistics.of(kld, kld, kld, 0);
    assertEquals(500, statistics.median());
    assertEquals(900, statistics.kld90(), 1e-9);
    assertEquals(950, statistics.kld95(), 1e-9);
    assertEquals(990, statistics.kld99(), 1e-9);
    assertEquals(999, statistics.kld999(), 1e-9);
    assertEquals(0, statistics.min());
    assertEquals(1000, statistics.max());
  }

  @Test
  void aSingleTokenHasNoError() {
    KldStatistics one = KldStatistics.of(new float[] {2}, new float[] {1}, new float[] {1}, 1);
    assertEquals(0, one.meanError());
    assertEquals(2, one.kld99());
  }

  @Test
  void tinyNegativeKldsGiveAFiniteComposite() {
    float[] kld = {-1e-7f, -2e-7f, -1e-8f, -5e-9f};
    KldStatistics statistics = KldStatistics.of(kld, kld, kld, 4);
    assertTrue(statistics.mean() < 0);
    assertEquals(0, statistics.composite());
  }

  @Test
  void differentLengthsAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> KldStatistics.of(new float[2], new float[1], new float[2], 0));
  }

  private static double mean(float[] values) {
    BigDecimal sum = BigDecimal.ZERO;
    for (float value : values) {
      sum = sum.add(new BigDecimal(value));
    }
    return sum.divide(BigDecimal.valueOf(values.length), EXACT).doubleValue();
  }

  /** The textbook form, mean of squares less squared mean, which needs all these digits. */
  private static double meanError(float[] values) {
    BigDecimal n = BigDecimal.valueOf(values.length);
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal squares = BigDecimal.ZERO;
    for (float value : values) {
      sum = sum.add(new BigDecimal(value));
      squares = squares.add(new BigDecimal(value).pow(2));
    }
    BigDecimal mean = sum.divide(n, EXACT);
    BigDecimal variance = squares.divide(n, EXACT).subtract(mean.multiply(mean));
    return variance.divide(n.subtract(BigDecimal.ONE), EXACT).sqrt(EXACT).doubleValue();
  }
}
