package dev.quantloop.app.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationNoiseTest {
  @Test
  void isNoneWhereEveryChunkChangesAlike() {
    EvaluationNoise noise =
        EvaluationNoise.between(List.of(1.0, 5.0, 0.2), List.of(1.1, 5.5, 0.22)).orElseThrow();
    assertEquals(0, noise.halfWidth(), 1e-9);
    assertEquals(3, noise.chunks());
  }

  @Test
  void isStudentsIntervalOfTheChangesFromChunkToChunk() {
    double a = Math.exp(0.01);
    List<Double> second = List.of(a, 1 / a, a, 1 / a, a, 1 / a);
    EvaluationNoise noise =
        EvaluationNoise.between(List.of(1.0, 1.0, 1.0, 1.0, 1.0, 1.0), second).orElseThrow();
    // t(5) = 2.571, standard error 0.01 / √5
    assertEquals(Math.expm1(2.571 * 0.01 / Math.sqrt(5)), noise.halfWidth(), 2e-6);
  }

  @Test
  void isUnknownFromASingleChunkOrACompositeOf0() {
    assertTrue(EvaluationNoise.between(List.of(1.0), List.of(2.0)).isEmpty());
    assertTrue(EvaluationNoise.between(List.of(1.0, 0.0), List.of(2.0, 1.0)).isEmpty());
    assertTrue(EvaluationNoise.between(List.of(1.0, 1.0), List.of(2.0)).isEmpty());
  }
}
