package dev.quantloop.tracker.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class GrowthPredictionTest {
  @Test
  void weighsTheChangesOfTheTensors() {
    Map<String, float[]> before = Map.of("a", new float[] {1, 1}, "b", new float[] {1, 1});
    Map<String, float[]> after =
        Map.of("a", new float[] {1, (float) Math.exp(0.2)}, "b", new float[] {1, 1});

    assertEquals(0.05, ImatrixChange.between(before, after).mean(), 1e-6);
    assertEquals(
        0.075,
        ImatrixChange.between(before, after).mean(tensor -> tensor.equals("a") ? 3 : 1),
        1e-6);
  }

  @Test
  void aTensorThatGrowsAsAWholeHasNotChanged() {
    assertEquals(
        0,
        ImatrixChange.between(
                Map.of("a", new float[] {1, 3, 0}), Map.of("a", new float[] {2, 6, 1}))
            .mean(),
        1e-7);
  }

  @Test
  void refusesImatricesOfAnotherModel() {
    Map<String, float[]> a = Map.of("a", new float[] {1});

    assertThrows(
        IllegalArgumentException.class,
        () -> ImatrixChange.between(a, Map.of("b", new float[] {1})));
    assertThrows(
        IllegalArgumentException.class,
        () -> ImatrixChange.between(a, Map.of("a", new float[] {1, 2})));
  }

  @Test
  void gainsFallWithTheSquaredChange() {
    GrowthPrediction prediction =
        new GrowthPrediction(new double[] {0.4, 0.2, 0.1}, new double[] {0.16, 0.04});

    assertTrue(prediction.gain(0).isEmpty());
    assertEquals(0.04, prediction.gain(1).orElseThrow(), 1e-12);
    assertEquals(0.01, prediction.gain(2).orElseThrow(), 1e-12);
    assertEquals(0.0025, prediction.gain(3).orElseThrow(), 1e-12);
  }

  @Test
  void saysNothingFromOneChange() {
    assertTrue(new GrowthPrediction(new double[] {0.4}, new double[] {0.1}).gain(1).isEmpty());
  }
}
