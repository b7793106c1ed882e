package dev.quantloop.tracker.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PairedComparisonTest {
  private static final Resampling HOW = new Resampling(100, 1);

  @Test
  void aFileIsNotDifferentFromItself() {
    Resampled same = resampled("set", 12, 1);
    Change change = compare(Figure.COMPOSITE, 1, same, 1, same);
    assertEquals(new Change(0, new Interval(0, 0), 1), change);
    assertEquals(Outcome.NO_DETECTABLE_DIFFERENCE, change.outcome(Figure.COMPOSITE));
  }

  @Test
  void whatIsTwiceAsLargeEverywhereIsWorse() {
    Change change = compare(Figure.KLD_95, 1, resampled("set", 12, 1), 2, resampled("set", 12, 2));
    assertEquals(1, change.value(), 1e-6);
    assertEquals(Outcome.WORSE, change.outcome(Figure.KLD_95));
    assertEquals(Outcome.NO_DETECTABLE_DIFFERENCE, change.outcome(Figure.KLD_95, 0.05));
  }

  @Test
  void whichWayIsBetterDependsOnTheFigure() {
    Change rise = new Change(0.1, new Interval(0.05, 0.15), 0.001);
    assertEquals(Outcome.IMPROVED, rise.outcome(Figure.SAME_TOP));
    assertEquals(Outcome.WORSE, rise.outcome(Figure.COMPOSITE));
    assertEquals(Outcome.NO_DETECTABLE_DIFFERENCE, rise.outcome(Figure.TOKENS));
  }

  @Test
  void sharesAreComparedByDifference() {
    Resampled one = resampled("set", 12, 1);
    assertEquals(0.02, compare(Figure.SAME_TOP, 0.9, one, 0.92, one).value(), 1e-12);
    assertEquals(0.25, compare(Figure.PPL, 4, one, 5, one).value(), 1e-12);
  }

  @Test
  void tooFewDocumentsSayNothing() {
    assertTrue(isEmpty(resampled("set", 9, 1)));
    assertTrue(!isEmpty(resampled("set", 10, 1)));
    assertTrue(resampled("set", 9, 1).interval(Figure.COMPOSITE, 1).isEmpty());
  }

  @Test
  void aSetOfOneDocumentDoesNotShowItsLuck() {
    Resampled resampled =
        ClusterBootstrap.of(
            List.of(stratum("prose", 20), stratum("book", 1)),
            List.of(chunks(20, 1), chunks(1, 1)),
            HOW);
    assertTrue(isEmpty(resampled));
  }

  @Test
  void figuresThatAreNotPositiveHaveNoRatio() {
    Resampled none = resampled("set", 12, 0);
    assertTrue(PairedComparison.of(Figure.COMPOSITE, 0, none, 0, none).isEmpty());
    assertTrue(none.interval(Figure.COMPOSITE, 0).isEmpty());
  }

  @Test
  void otherTokensAreRefused() {
    Resampled one = resampled("set", 12, 1);
    assertThrows(
        IllegalArgumentException.class,
        () -> PairedComparison.of(Figure.MEAN, 1, one, 1, resampled("other", 12, 1)));
    assertThrows(
        IllegalArgumentException.class,
        () -> PairedComparison.of(Figure.MEAN, 1, one, 1, resampled("set", 13, 1)));
  }

  private static boolean isEmpty(Resampled resampled) {
    return PairedComparison.of(Figure.COMPOSITE, 1, resampled, 1, resampled).isEmpty();
  }

  private static Change compare(
      Figure figure, double fromPoint, Resampled from, double toPoint, Resampled to) {
    return PairedComparison.of(figure, fromPoint, from, toPoint, to).orElseThrow();
  }

  private static Resampled resampled(String key, int documents, float factor) {
    return ClusterBootstrap.of(
        List.of(stratum(key, documents)), List.of(chunks(documents, factor)), HOW);
  }

  private static Stratum stratum(String key, int documents) {
    return new Stratum(key, IntStream.range(0, documents).toArray());
  }

  private static List<ChunkTokens> chunks(int count, float factor) {
    Random random = new Random(5);
    return IntStream.range(0, count)
        .mapToObj(
            c -> {
              float[] kld = new float[20];
              for (int i = 0; i < kld.length; i++) {
                kld[i] = factor * random.nextFloat();
              }
              return new ChunkTokens(kld, new float[20], new float[20], new BitSet());
            })
        .toList();
  }
}
