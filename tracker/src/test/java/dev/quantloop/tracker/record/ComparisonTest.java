package dev.quantloop.tracker.record;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quantloop.tracker.id.QuantId;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.TDistribution;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final TDistribution T = TDistribution.of(30);

  @Test
  void intervalsExcludeNoChangeWhereTheAdjustedVerdictStands() {
    for (double p = 0.001; p < 0.06; p += 0.0007) {
      for (int factor = 1; factor < 9; factor++) {
        Comparison adjusted = comparison(p).adjusted(factor);
        boolean differs = p * factor < 0.05;
        assertEquals(differs, adjusted.low().getAsDouble() > 0, p + " times " + factor);
        assertEquals(differs, adjusted.outcome() == Verdict.WORSE);
        assertEquals(differs, adjusted.reach().getAsDouble() < 0.5);
        assertEquals(p, adjusted.p().getAsDouble());
        assertEquals(p * factor, adjusted.pAdjusted().getAsDouble(), 1e-12);
      }
    }
  }

  @Test
  void looksBeforeTheLastLeaveItLess() {
    Comparison between = comparison(0.045);
    assertEquals(Verdict.WORSE, between.afterLooks(0.05).outcome());
    Comparison last = between.afterLooks(0.04);
    assertEquals(Verdict.NO_DETECTABLE_DIFFERENCE, last.outcome());
    assertEquals(true, last.low().getAsDouble() < 0);
    assertEquals(0.045 / 0.8, last.p().getAsDouble(), 1e-12);
    assertEquals(0.04 / 3, last.adjusted(3).level().getAsDouble(), 1e-12);
  }

  /** Half as large again as the reference, with so small a p. */
  private static Comparison comparison(double p) {
    double centre = Math.log(1.5);
    double error = centre / T.inverseSurvivalProbability(p / 2);
    double half = error * T.inverseSurvivalProbability(0.025);
    return new Comparison(
        new QuantId(2),
        new QuantId(1),
        Optional.empty(),
        Question.FILE,
        "composite",
        OptionalDouble.of(0.5),
        OptionalDouble.of(Math.expm1(centre - half)),
        OptionalDouble.of(Math.expm1(centre + half)),
        OptionalDouble.of(p),
        OptionalDouble.of(30),
        OptionalDouble.of(0.05),
        OptionalDouble.empty(),
        p < 0.05 ? Verdict.WORSE : Verdict.NO_DETECTABLE_DIFFERENCE,
        Optional.empty(),
        31,
        31,
        1,
        1);
  }
}
