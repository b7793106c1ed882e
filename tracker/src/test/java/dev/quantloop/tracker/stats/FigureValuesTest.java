package dev.quantloop.tracker.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FigureValuesTest {
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
    FigureValues statistics = of(kld, baseNll, nll, 870);
    assertEquals(mean(kld), statistics.get(Figure.MEAN), 1e-12);
    assertEquals(meanError(kld), statistics.get(Figure.MEAN_ERROR), 1e-12);
    assertEquals(Math.exp(mean(baseNll)), statistics.get(Figure.PPL_BASE), 1e-9);
    assertEquals(Math.exp(mean(nll)), statistics.get(Figure.PPL), 1e-9);
    assertEquals(
        Math.log(statistics.get(Figure.PPL) / statistics.get(Figure.PPL_BASE)),
        statistics.get(Figure.LN_PPL_RATIO),
        1e-9);
    assertEquals(0.87, statistics.get(Figure.SAME_TOP));
    assertEquals(n, statistics.get(Figure.TOKENS));
  }

  @Test
  void deltaPIsTheChangeOfTheRightTokensProbability() {
    float ln2 = (float) Math.log(2);
    float ln4 = (float) Math.log(4);
    FigureValues statistics =
        of(new float[] {0, 0}, new float[] {ln2, ln4}, new float[] {ln4, ln2}, 2);
    assertEquals(0, statistics.get(Figure.DELTA_P_MEAN), 1e-7);
    assertEquals(0.25, statistics.get(Figure.DELTA_P_RMS), 1e-7);
  }

  @Test
  void percentilesAreThoseOfTheKlds() {
    float[] kld = new float[1001];
    for (int i = 0; i < kld.length; i++) {
      kld[1000 - i] = i;
    }
    FigureValues statistics = of(kld, kld, kld, 0);
    assertEquals(500, statistics.get(Figure.MEDIAN));
    assertEquals(900, statistics.get(Figure.KLD_90), 1e-9);
    assertEquals(950, statistics.get(Figure.KLD_95), 1e-9);
    assertEquals(990, statistics.get(Figure.KLD_99), 1e-9);
    assertEquals(999, statistics.get(Figure.KLD_99_9), 1e-9);
    assertEquals(0, statistics.get(Figure.KLD_MIN));
    assertEquals(1000, statistics.get(Figure.KLD_MAX));
  }

  @Test
  void countsAreWholeNumbers() {
    FigureValues one = of(new float[] {2}, new float[] {1}, new float[] {1}, 1);
    assertEquals(1L, one.number(Figure.TOKENS));
    assertEquals(2.0, one.number(Figure.MEAN));
  }

  @Test
  void aSingleTokenHasNoError() {
    FigureValues one = of(new float[] {2}, new float[] {1}, new float[] {1}, 1);
    assertEquals(0, one.get(Figure.MEAN_ERROR));
    assertEquals(2, one.get(Figure.KLD_99));
  }

  @Test
  void tinyNegativeKldsGiveAFiniteComposite() {
    float[] kld = {-1e-7f, -2e-7f, -1e-8f, -5e-9f};
    FigureValues statistics = of(kld, kld, kld, 4);
    assertTrue(statistics.get(Figure.MEAN) < 0);
    assertEquals(0, statistics.composite());
  }

  @Test
  void differentLengthsAreRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> of(new float[2], new float[1], new float[2], 0));
  }

  private static FigureValues of(float[] kld, float[] baseNll, float[] nll, long sameTop) {
    return FigureValues.of(TokenResults.of(kld, baseNll, nll, sameTop));
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
