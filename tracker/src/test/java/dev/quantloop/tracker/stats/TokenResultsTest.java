package dev.quantloop.tracker.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TokenResultsTest {

  @Test
  void meetsTheTextbookFormulasOfMeansErrorsAndCovariance() {
    Random random = new Random(5);
    int n = 1000;
    float[] kld = new float[n];
    float[] base = new float[n];
    float[] nll = new float[n];
    for (int i = 0; i < n; i++) {
      kld[i] = random.nextFloat();
      base[i] = random.nextFloat() * 5;
      nll[i] = base[i] + 0.3f * random.nextFloat();
    }
    TokenResults results = TokenResults.of(kld, base, nll, 750);
    double lnPpl = mean(nll, nll, false);
    double lnBase = mean(base, base, false);
    double varNll = mean(nll, nll, true) - lnPpl * lnPpl;
    double varBase = mean(base, base, true) - lnBase * lnBase;
    double covariance = mean(nll, base, true) - lnPpl * lnBase;
    assertEquals(Math.exp(lnPpl), results.ppl().value(), 1e-9);
    assertEquals(Math.exp(lnPpl) * Math.sqrt(varNll / (n - 1)), results.ppl().error(), 1e-9);
    assertEquals(
        Math.sqrt((varNll + varBase - 2 * covariance) / (n - 1)),
        results.lnPplRatio().error(),
        1e-9);
    assertEquals(covariance / Math.sqrt(varNll * varBase), results.correlation(), 1e-9);
    assertEquals(Math.exp(lnPpl) - Math.exp(lnBase), results.pplDifference().value(), 1e-9);
    assertEquals(0.75, results.sameTop().value());
    assertEquals(Math.sqrt(0.75 * 0.25 / (n - 1)), results.sameTop().error(), 1e-12);
  }

  @Test
  void interpolatesPercentilesLinearly() {
    float[] zeros = new float[5];
    TokenResults results = TokenResults.of(new float[] {4, 0, 3, 1, 2}, zeros, zeros, 5);
    assertEquals(2.0, results.kld().at(0.5));
    assertEquals(3.6, results.kld().at(0.9), 1e-6);
    assertEquals(0.0, results.kld().at(0));
    assertEquals(4.0, results.kld().at(1));
  }

  @Test
  void hasNoErrorOfARatioOfEqualPerplexities() {
    float[] values = {1, 2, 3, 4};
    TokenResults results = TokenResults.of(new float[4], values, values.clone(), 4);
    assertEquals(0, results.lnPplRatio().value());
    assertEquals(0, results.lnPplRatio().error(), 1e-9);
    assertEquals(0, results.deltaPRms().value());
    assertTrue(results.composite() == 0);
  }

  private static double mean(float[] a, float[] b, boolean product) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += product ? (double) a[i] * b[i] : a[i];
    }
    return sum / a.length;
  }
}
