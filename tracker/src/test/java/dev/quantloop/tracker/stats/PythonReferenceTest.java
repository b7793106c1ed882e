package dev.quantloop.tracker.stats;

import static dev.quantloop.tracker.stats.EvaluatedDocuments.OTHER_Q4;
import static dev.quantloop.tracker.stats.EvaluatedDocuments.Q4;
import static dev.quantloop.tracker.stats.Figure.COMPOSITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * Figures that NumPy 2.4 (repeat and quantile), SciPy 1.17 (t) and statsmodels (multipletests) gave
 * for the same documents, with the weights of {@link ClusterWeights} written in Python.
 */
class PythonReferenceTest {
  private final EvaluatedDocuments documents = EvaluatedDocuments.read();
  private final Resampling how = new Resampling(200, 42);
  private final Resampled from = documents.resampled(Q4, how);
  private final Resampled to = documents.resampled(OTHER_Q4, how);

  @Test
  void resamples() {
    assertArrayEquals(
        new double[] {0.40945636, 0.40803776, 0.41389094},
        Arrays.copyOf(from.values(COMPOSITE), 3),
        1e-7);
    assertArrayEquals(
        new double[] {0.40967412, 0.40519837, 0.41521921},
        Arrays.copyOf(to.values(COMPOSITE), 3),
        1e-7);
  }

  @Test
  void intervals() {
    Interval interval = from.interval(COMPOSITE, documents.composite(Q4)).orElseThrow();
    assertEquals(0.38578184, interval.low(), 1e-6);
    assertEquals(0.4218261, interval.high(), 1e-6);
  }

  @Test
  void changes() {
    Change change =
        PairedComparison.of(
                COMPOSITE, documents.composite(Q4), from, documents.composite(OTHER_Q4), to)
            .orElseThrow();
    assertEquals(-0.004489477, change.value(), 1e-7);
    assertEquals(-0.01426502, change.interval().low(), 1e-6);
    assertEquals(0.00538301, change.interval().high(), 1e-6);
    assertEquals(0.370419, change.p(), 1e-5);
    assertEquals(Outcome.NO_DETECTABLE_DIFFERENCE, change.outcome(COMPOSITE));
  }

  @Test
  void holm() {
    assertArrayEquals(
        new double[] {0.05, 0.09, 0.09, 0.03, 0.8, 0.08},
        Holm.adjust(new double[] {0.01, 0.04, 0.03, 0.005, 0.8, 0.02}),
        1e-12);
  }

  @Test
  void detectableChanges() {
    assertEquals(0.014194214258251703, DetectableChange.of(0.01, 40, 160), 1e-12);
  }
}
