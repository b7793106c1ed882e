package dev.quantloop.llama.imatrix.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.imatrix.ImatrixSums;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImatrixComparisonTest {
  @Test
  void anImatrixAgreesWithItself() {
    ImatrixSums sums = sums("w", 10, 1, 2, 3, 4);

    WeightComparison same = ImatrixComparison.of(sums, sums).weights().get(0);

    assertEquals(1, same.cosine(), 1e-15);
    assertEquals(0, same.relativeDistance());
    assertEquals(1, same.rankCorrelation(), 1e-15);
    assertEquals(1, same.gain());
  }

  @Test
  void figuresAgreeWithTheFormulas() {
    // Means 1, 2, 3, 4 and 2, 1, 3, 5: d = 1, -1, 0, 1; ranks 0, 1, 2, 3 and 1, 0, 2, 3.
    WeightComparison one =
        ImatrixComparison.of(sums("w", 10, 10, 20, 30, 40), sums("w", 2, 4, 2, 6, 10))
            .weights()
            .get(0);

    assertEquals(33 / Math.sqrt(30) / Math.sqrt(39), one.cosine(), 1e-14);
    assertEquals(Math.sqrt(3 / 30.0), one.relativeDistance(), 1e-14);
    assertEquals(1 - 6 * 2 / (4.0 * 15), one.rankCorrelation(), 1e-14);
    assertEquals(Math.sqrt(11 / 10.0), one.gain(), 1e-14);
  }

  @Test
  void equalValuesShareTheMeanOfTheirRanks() {
    assertArrayEquals(new double[] {3, 0.5, 2, 0.5}, Ranks.of(new double[] {9, 1, 4, 1}));
    assertArrayEquals(new double[] {1, 1, 1}, Ranks.of(new double[] {0, 0, 0}));
    assertArrayEquals(new double[0], Ranks.of(new double[0]));
  }

  @Test
  void expertsThatOneDidNotSeeAreLeftOut() {
    ImatrixSums first = experts(new long[] {5, 0, 5}, 5, 10, 0, 0, 15, 25);
    ImatrixSums second = experts(new long[] {1, 1, 1}, 1, 2, 90, 7, 3, 5);

    WeightComparison one = ImatrixComparison.of(first, second).weights().get(0);

    assertEquals(3, one.experts());
    assertEquals(2, one.comparedExperts());
    assertEquals(1, one.cosine(), 1e-15);
    assertEquals(0, one.relativeDistance(), 1e-15);
    assertEquals(1, one.rankCorrelation(), 1e-15);
  }

  @Test
  void expertsThatALegacyFileDoesNotTellApartAreCompared() {
    WeightComparison one =
        ImatrixComparison.of(
                sums("w", 5, 10, 20, 30, 40), experts(new long[] {5, 5}, 10, 20, 30, 40))
            .weights()
            .get(0);

    assertEquals(2, one.experts());
    assertEquals(2, one.comparedExperts());
    assertEquals(0, one.relativeDistance());
  }

  @Test
  void withoutACommonExpertNothingIsKnown() {
    WeightComparison one =
        ImatrixComparison.of(
                experts(new long[] {1, 0}, 1, 1, 0, 0), experts(new long[] {0, 1}, 0, 0, 1, 1))
            .weights()
            .get(0);

    assertEquals(0, one.comparedExperts());
    assertTrue(Double.isNaN(one.cosine()));
    assertTrue(Double.isNaN(one.relativeDistance()));
    assertTrue(Double.isNaN(one.rankCorrelation()));
    assertTrue(Double.isNaN(one.gain()));
  }

  @Test
  void weightsOfOneAndOfOtherShapesAreNamed() {
    ImatrixSums first = sums("both", 1, 1, 2);
    first.entry("only.first", 1, 1).counts()[0] = 1;
    first.entry("shape", 2, 1).counts()[0] = 1;
    ImatrixSums second = sums("both", 1, 1, 2);
    second.entry("only.second", 1, 1).counts()[0] = 1;
    second.entry("shape", 3, 1).counts()[0] = 1;

    ImatrixComparison comparison = ImatrixComparison.of(first, second);

    assertEquals(1, comparison.weights().size());
    assertEquals(List.of("only.first"), comparison.onlyFirst());
    assertEquals(List.of("only.second"), comparison.onlySecond());
    assertEquals(List.of("shape"), comparison.otherShape());
  }

  @Test
  void theWeightsThatDifferMostComeFirst() {
    ImatrixSums first = sums("blk.0.a.weight", 1, 1, 2);
    ImatrixSums second = sums("blk.0.a.weight", 1, 1, 2.1);
    add(first, "blk.1.a.weight", 1, 1, 2);
    add(second, "blk.1.a.weight", 1, 2, 1);
    add(first, "blk.2.a.weight", 0, 0, 0);
    add(second, "blk.2.a.weight", 1, 2, 1);

    ImatrixComparison comparison = ImatrixComparison.of(first, second);

    assertEquals(
        List.of(1, 0, 2),
        comparison.byDistance().stream().map(w -> w.weight().layer().getAsInt()).toList());
    assertEquals(
        (0.1 / Math.sqrt(5) + Math.sqrt(2.0 / 5)) / 2,
        comparison.mean(WeightComparison::relativeDistance),
        1e-14);
  }

  private static ImatrixSums sums(String weight, long count, double... values) {
    ImatrixSums sums = new ImatrixSums(8);
    add(sums, weight, count, values);
    return sums;
  }

  private static void add(ImatrixSums sums, String weight, long count, double... values) {
    sums.entry(weight, values.length, 1).counts()[0] = count;
    System.arraycopy(values, 0, sums.entry(weight, values.length, 1).sums(), 0, values.length);
  }

  private static ImatrixSums experts(long[] counts, double... values) {
    ImatrixSums sums = new ImatrixSums(8);
    int columns = values.length / counts.length;
    System.arraycopy(values, 0, sums.entry("w", columns, counts.length).sums(), 0, values.length);
    System.arraycopy(counts, 0, sums.entry("w", columns, counts.length).counts(), 0, counts.length);
    return sums;
  }
}
