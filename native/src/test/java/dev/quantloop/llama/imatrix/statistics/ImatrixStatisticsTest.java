package dev.quantloop.llama.imatrix.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.imatrix.ImatrixEntry;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.imatrix.ImatrixTotals;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ImatrixStatisticsTest {
  private final Random random = new Random(17);

  @ParameterizedTest
  @EnumSource
  void aDenseWeightAgreesWithTheFormula(Statistic statistic) {
    ImatrixSums sums = new ImatrixSums(8);
    fill(sums.entryWithPlain("blk.0.attn_q.weight", 300, 1), 40);
    fill(sums.entryWithPlain("blk.1.attn_q.weight", 300, 1), 55);

    WeightStatistics first = weight(ImatrixStatistics.of(sums), "blk.0.attn_q.weight");
    WeightStatistics second = weight(ImatrixStatistics.of(sums), "blk.1.attn_q.weight");

    assertClose(Reference.of(columns(sums, "blk.0.attn_q.weight")), first.pooled(), statistic);
    assertClose(
        Reference.against(
            columns(sums, "blk.1.attn_q.weight"), columns(sums, "blk.0.attn_q.weight")),
        second.pooled(),
        statistic);
    assertEquals(second.pooled(), second.byExpert().get(0));
    assertEquals(Optional.of("blk.0.attn_q.weight"), second.earlier());
  }

  @ParameterizedTest
  @EnumSource
  void expertsThatSawTokensArePooledAndAlsoStandApart(Statistic statistic) {
    ImatrixSums sums = new ImatrixSums(8);
    fill(sums.entryWithPlain("blk.0.ffn_up_exps.weight", 20, 3), 10, 0, 30);
    fill(sums.entryWithPlain("blk.1.ffn_up_exps.weight", 20, 3), 7, 9, 0);

    WeightStatistics weight = weight(ImatrixStatistics.of(sums), "blk.1.ffn_up_exps.weight");

    double[][] own = columns(sums, "blk.1.ffn_up_exps.weight");
    double[][] earlier = columns(sums, "blk.0.ffn_up_exps.weight");
    Map<Statistic, Double> pooled = Reference.of(own);
    // Only the first expert saw tokens in both layers.
    pooled.putAll(Reference.likeness(part(own, 0, 20), part(earlier, 0, 20)));
    pooled.put(Statistic.GAIN, Reference.gain(own, earlier));
    assertClose(pooled, weight.pooled(), statistic);
    assertClose(
        Reference.against(part(own, 0, 20), part(earlier, 0, 20)),
        weight.byExpert().get(0),
        statistic);
    assertClose(Reference.of(part(own, 20, 40)), weight.byExpert().get(1), statistic);
    assertClose(Map.of(), weight.byExpert().get(2), statistic);
    assertEquals(2, weight.seenExperts());
    assertEquals(40, weight.seenColumns());
  }

  @ParameterizedTest
  @EnumSource
  void aLayerPoolsItsWeights(Statistic statistic) {
    ImatrixSums sums = new ImatrixSums(8);
    for (int layer = 0; layer < 2; layer++) {
      fill(sums.entryWithPlain("blk.%d.attn_q.weight".formatted(layer), 30, 1), 20 + layer);
      fill(sums.entryWithPlain("blk.%d.ffn_down.weight".formatted(layer), 70, 1), 20 + layer);
    }

    LayerStatistics layer = ImatrixStatistics.of(sums).layers().get(1);

    double[][] q = columns(sums, "blk.1.attn_q.weight");
    double[][] down = columns(sums, "blk.1.ffn_down.weight");
    double[][] own = joined(q, down);
    double[][] earlier =
        joined(columns(sums, "blk.0.attn_q.weight"), columns(sums, "blk.0.ffn_down.weight"));
    Map<Statistic, Double> expected = Reference.against(own, earlier);
    // Each weight is centred on its own mean.
    double[][] centred = joined(Reference.centred(q), Reference.centred(down));
    double[][] earlierCentred =
        joined(
            Reference.centred(columns(sums, "blk.0.attn_q.weight")),
            Reference.centred(columns(sums, "blk.0.ffn_down.weight")));
    expected.put(Statistic.CORRELATION, Reference.cosine(centred[0], earlierCentred[0]));
    expected.put(Statistic.MEAN_CORRELATION, Reference.cosine(centred[1], earlierCentred[1]));
    expected.put(Statistic.COVARIANCE, Reference.dot(centred[0], earlierCentred[0]) / 100);
    expected.put(Statistic.MEAN_COVARIANCE, Reference.dot(centred[1], earlierCentred[1]) / 100);
    assertClose(expected, layer.values(), statistic);
    assertEquals(100, layer.columns());
    assertEquals(2, layer.weights());
  }

  @Test
  void withoutSumsOfActivationsOnlyTheStatisticsOfSquaresAreThere() {
    ImatrixSums sums = new ImatrixSums(8);
    for (int layer = 0; layer < 2; layer++) {
      fill(sums.entry("blk.%d.attn_q.weight".formatted(layer), 10, 1), 9);
    }

    ImatrixStatistics statistics = ImatrixStatistics.of(sums);

    WeightStatistics second = statistics.weights().get(1);
    assertFalse(second.plainSums());
    for (Statistic statistic : Statistic.values()) {
      boolean known = !statistic.basis().needsActivations();
      assertEquals(known, !Double.isNaN(second.pooled().get(statistic)), statistic.key());
      assertEquals(known, statistics.available().contains(statistic), statistic.key());
    }
  }

  @Test
  void totalsReadForThemselvesAreThoseOfTheWholeImatrix(@TempDir Path directory) {
    ImatrixSums sums = new ImatrixSums(8);
    sums.addDataset("text");
    fill(sums.entryWithPlain("blk.0.ffn_up_exps.weight", 10_000, 3), 10, 0, 30);
    fill(sums.entry("blk.1.ffn_up_exps.weight", 10_000, 3), 0, 0, 0);
    fill(sums.entry("output.weight", 20, 1), 40);
    Path file = directory.resolve("imatrix.gguf");
    ImatrixFile.writeGguf(file, sums);

    List<WeightStatistics> whole = ImatrixStatistics.of(ImatrixFile.read(file)).weights();
    ImatrixTotals totals = ImatrixFile.readTotals(file).orElseThrow();
    List<WeightStatistics> early = ImatrixStatistics.of(totals).weights();

    assertEquals(List.of("text"), totals.sums().datasets());
    for (int i = 0; i < whole.size(); i++) {
      double total = whole.get(i).pooled().get(Statistic.TOTAL);
      assertEquals(total, early.get(i).pooled().get(Statistic.TOTAL), 1e-8);
      assertEquals(whole.get(i).weight(), early.get(i).weight());
      assertEquals(whole.get(i).counts(), early.get(i).counts());
      assertEquals(whole.get(i).columns(), early.get(i).columns());
      assertEquals(whole.get(i).plainSums(), early.get(i).plainSums());
    }
  }

  @Test
  void totalsAreReadForThemselvesOnlyWhereThatSparesSomething(@TempDir Path directory) {
    ImatrixSums sums = new ImatrixSums(8);
    set(sums.entry("w", 2, 1), 3, 1, 2);
    Path legacy = directory.resolve("imatrix.dat");
    ImatrixFile.writeDat(legacy, sums);
    Path ledger = directory.resolve("ledger.gguf");
    ImatrixFile.writeLedger(ledger, sums);
    Path prior = directory.resolve("prior.gguf");
    ImatrixFile.writeGguf(prior, sums.withNeutralPrior(5));

    for (Path file : List.of(legacy, ledger, prior)) {
      assertEquals(Optional.empty(), ImatrixFile.readTotals(file), file.toString());
    }
  }

  @Test
  void theNearestEarlierLayerIsTheOneThatHasTheWeight() {
    ImatrixSums sums = new ImatrixSums(8);
    for (int layer : List.of(0, 1, 4, 11)) {
      fill(sums.entry("blk.%d.attn_q.weight".formatted(layer), 10, 1), layer == 1 ? 0 : 9);
    }
    fill(sums.entry("blk.3.attn_k.weight", 10, 1), 9);
    fill(sums.entry("output.weight", 10, 1), 9);

    assertEquals(
        List.of("none", "none", "none", "blk.0.attn_q.weight", "blk.4.attn_q.weight", "none"),
        ImatrixStatistics.of(sums).weights().stream()
            .map(w -> w.earlier().orElse("none"))
            .toList());
  }

  @Test
  void layersThatPredictFurtherTokensAreNotHeldAgainstTheLayersBefore() {
    ImatrixSums sums = new ImatrixSums(8);
    for (int layer = 0; layer < 4; layer++) {
      fill(sums.entry("blk.%d.attn_q.weight".formatted(layer), 10, 1), 9);
    }

    assertEquals(
        List.of("none", "blk.0.attn_q.weight", "none", "blk.2.attn_q.weight"),
        ImatrixStatistics.of(sums, 2).weights().stream()
            .map(w -> w.earlier().orElse("none"))
            .toList());
  }

  @Test
  void aSingleColumnHasNoSpread() {
    ImatrixSums sums = new ImatrixSums(8);
    set(sums.entry("w", 1, 1), 4, 8);

    StatisticValues values = ImatrixStatistics.of(sums).weights().get(0).pooled();

    assertEquals(2, values.get(Statistic.TOTAL));
    assertEquals(2, values.get(Statistic.MAX));
    assertEquals(0, values.get(Statistic.SQUARE_DEVIATION));
    assertEquals(0, values.get(Statistic.ENTROPY));
    assertEquals(0, values.get(Statistic.ZD_BEYOND));
    assertTrue(Double.isNaN(values.get(Statistic.NORMALIZED_ENTROPY)));
    assertTrue(Double.isNaN(values.get(Statistic.SQUARE_SKEWNESS)));
  }

  @Test
  void equalColumnsHaveTheLargestEntropyAndNoShape() {
    ImatrixSums sums = new ImatrixSums(8);
    set(sums.entry("w", 7, 1), 3, .1, .1, .1, .1, .1, .1, .1);

    StatisticValues values = ImatrixStatistics.of(sums).weights().get(0).pooled();

    assertEquals(1, values.get(Statistic.NORMALIZED_ENTROPY), 1e-15);
    assertEquals(0, values.get(Statistic.SQUARE_DEVIATION));
    assertTrue(Double.isNaN(values.get(Statistic.SQUARE_KURTOSIS)));
  }

  @Test
  void equalColumnsGoWithNoOthersAndThoseThatDifferALittleDo() {
    ImatrixSums sums = new ImatrixSums(8);
    set(sums.entry("blk.0.w.weight", 7, 1), 3, .1, .1, .1, .1, .1, .1, .1);
    set(sums.entry("blk.1.w.weight", 7, 1), 3, 1, 2, 3, 4, 5, 6, 7);
    set(sums.entry("blk.2.w.weight", 7, 1), 3, .1, .1, .1, .1, .1, .1, .10000001);

    StatisticValues afterEqual = ImatrixStatistics.of(sums).weights().get(1).pooled();
    StatisticValues different = ImatrixStatistics.of(sums).weights().get(2).pooled();

    assertTrue(Double.isNaN(afterEqual.get(Statistic.CORRELATION)));
    assertEquals(0, afterEqual.get(Statistic.COVARIANCE));
    assertEquals(3 / Math.sqrt(24), different.get(Statistic.CORRELATION), 1e-6);
  }

  @Test
  void zerosHaveNoEntropyAndNoDirection() {
    ImatrixSums sums = new ImatrixSums(8);
    set(sums.entryWithPlain("blk.0.w.weight", 2, 1), 3, 0, 0);
    set(sums.entryWithPlain("blk.1.w.weight", 2, 1), 3, 1, 2);

    StatisticValues zeros = ImatrixStatistics.of(sums).weights().get(0).pooled();
    StatisticValues after = ImatrixStatistics.of(sums).weights().get(1).pooled();

    assertEquals(0, zeros.get(Statistic.TOTAL));
    assertEquals(0, zeros.get(Statistic.ACTIVE));
    assertTrue(Double.isNaN(zeros.get(Statistic.ENTROPY)));
    assertTrue(Double.isNaN(after.get(Statistic.COSINE)));
    assertTrue(Double.isNaN(after.get(Statistic.GAIN)));
    assertTrue(Double.isNaN(after.get(Statistic.ECS)));
    assertEquals(0, after.get(Statistic.DISTANCE));
  }

  @Test
  void aWeightThatSawNoTokenHasNoValues() {
    ImatrixSums sums = new ImatrixSums(8);
    set(sums.entry("blk.0.w.weight", 2, 1), 0, 0, 0);

    ImatrixStatistics statistics = ImatrixStatistics.of(sums);

    for (Statistic statistic : Statistic.values()) {
      assertClose(Map.of(), statistics.weights().get(0).pooled(), statistic);
      assertClose(Map.of(), statistics.layers().get(0).values(), statistic);
    }
  }

  @Test
  void weightsStandByLayerAndThenByKind() {
    ImatrixSums sums = new ImatrixSums(8);
    for (String name :
        List.of("output.weight", "blk.10.a.weight", "blk.2.b.weight", "blk.2.a.weight", "odd")) {
      set(sums.entry(name, 1, 1), 1, 1);
    }

    assertEquals(
        List.of("blk.2.a.weight", "blk.2.b.weight", "blk.10.a.weight", "odd", "output.weight"),
        ImatrixStatistics.of(sums).weights().stream().map(w -> w.weight().name()).toList());
    assertEquals(
        List.of(2, 10),
        ImatrixStatistics.of(sums).layers().stream().map(LayerStatistics::layer).toList());
  }

  @Test
  void keysAndHeadingsNameOneStatisticEach() {
    Statistic[] all = Statistic.values();
    assertEquals(all.length, Arrays.stream(all).map(Statistic::key).distinct().count());
    assertEquals(all.length, Arrays.stream(all).map(Statistic::heading).distinct().count());
  }

  private void fill(ImatrixEntry entry, long... counts) {
    System.arraycopy(counts, 0, entry.counts(), 0, counts.length);
    for (int i = 0; i < entry.sums().length; i++) {
      long count = counts[i / entry.columns()];
      double mean = random.nextGaussian();
      // Some columns are next to or exactly 0.
      double scale = i % 7 == 3 ? 1e-4 : i % 7 == 5 ? 0 : 1;
      entry.sums()[i] = count * scale * (mean * mean + random.nextDouble());
      if (entry.plain() != null) {
        entry.plain()[i] = count * scale * mean;
      }
    }
  }

  private static void set(ImatrixEntry entry, long count, double... sums) {
    entry.counts()[0] = count;
    System.arraycopy(sums, 0, entry.sums(), 0, sums.length);
  }

  private static WeightStatistics weight(ImatrixStatistics statistics, String name) {
    return statistics.weights().stream()
        .filter(weight -> weight.weight().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static void assertClose(
      Map<Statistic, Double> expected, StatisticValues values, Statistic statistic) {
    double wanted = expected.getOrDefault(statistic, Double.NaN);
    double tolerance = Double.isNaN(wanted) ? 1 : 1e-9 * Math.max(1, Math.abs(wanted));
    assertEquals(wanted, values.get(statistic), tolerance, statistic.key());
  }

  /** Mean squares and mean activations of the experts that saw a token. */
  private static double[][] columns(ImatrixSums sums, String name) {
    ImatrixEntry entry = sums.entries().get(name);
    int[] seen =
        IntStream.range(0, entry.sums().length)
            .filter(i -> entry.counts()[i / entry.columns()] > 0)
            .toArray();
    return new double[][] {
      Arrays.stream(seen)
          .mapToDouble(i -> entry.sums()[i] / entry.counts()[i / entry.columns()])
          .toArray(),
      Arrays.stream(seen)
          .mapToDouble(i -> entry.plain()[i] / entry.counts()[i / entry.columns()])
          .toArray()
    };
  }

  private static double[][] part(double[][] columns, int from, int to) {
    return new double[][] {
      Arrays.copyOfRange(columns[0], from, to), Arrays.copyOfRange(columns[1], from, to)
    };
  }

  private static double[][] joined(double[][] one, double[][] other) {
    return new double[][] {
      DoubleStream.concat(Arrays.stream(one[0]), Arrays.stream(other[0])).toArray(),
      DoubleStream.concat(Arrays.stream(one[1]), Arrays.stream(other[1])).toArray()
    };
  }

  /** The formulas as they stand in {@link Statistic}, of mean squares v and mean activations m. */
  private static final class Reference {
    static Map<Statistic, Double> of(double[][] columns) {
      double[] v = columns[0];
      double[] m = columns[1];
      double n = v.length;
      double total = sum(v, x -> x);
      double mean = total / n;
      double sd = deviation(v);
      Map<Statistic, Double> all = new EnumMap<>(Statistic.class);
      all.put(Statistic.TOTAL, total);
      all.put(Statistic.MIN, Arrays.stream(v).min().orElseThrow());
      all.put(Statistic.MAX, Arrays.stream(v).max().orElseThrow());
      all.put(Statistic.MEAN_SQUARE, mean);
      all.put(Statistic.SQUARE_DEVIATION, sd);
      all.put(Statistic.ACTIVE, sum(v, x -> Math.abs(x) > 1e-5 ? 1 : 0) / n);
      double entropy = -sum(v, x -> x == 0 ? 0 : x / total * Math.log(x / total) / Math.log(2));
      all.put(Statistic.ENTROPY, entropy);
      all.put(Statistic.NORMALIZED_ENTROPY, entropy / (Math.log(n) / Math.log(2)));
      all.put(Statistic.ZD_ABOVE, sum(v, x -> (x - mean) / sd > 1 ? 1 : 0) / n);
      all.put(Statistic.ZD_BEYOND, sum(v, x -> Math.abs((x - mean) / sd) > 1 ? 1 : 0) / n);
      all.put(Statistic.SQUARE_SKEWNESS, moment(v, 3));
      all.put(Statistic.SQUARE_KURTOSIS, moment(v, 4) - 3);
      all.put(Statistic.MEAN, sum(m, x -> x) / n);
      all.put(Statistic.DEVIATION, deviation(m));
      all.put(Statistic.SKEWNESS, moment(m, 3));
      all.put(Statistic.KURTOSIS, moment(m, 4) - 3);
      all.put(Statistic.CONSTANT_SHARE, dot(m, m) / total);
      return all;
    }

    static Map<Statistic, Double> against(double[][] own, double[][] earlier) {
      Map<Statistic, Double> all = of(own);
      all.putAll(likeness(own, earlier));
      return all;
    }

    static Map<Statistic, Double> likeness(double[][] own, double[][] earlier) {
      Map<Statistic, Double> all = new EnumMap<>(Statistic.class);
      double[][] centred = centred(own);
      double[][] earlierCentred = centred(earlier);
      int n = own[0].length;
      all.put(Statistic.COSINE, cosine(own[0], earlier[0]));
      all.put(Statistic.CORRELATION, cosine(centred[0], earlierCentred[0]));
      all.put(Statistic.COVARIANCE, dot(centred[0], earlierCentred[0]) / n);
      all.put(Statistic.GAIN, gain(own, earlier));
      double cosine = cosine(own[1], earlier[1]);
      double distance =
          Math.sqrt(
              IntStream.range(0, n).mapToDouble(i -> Math.pow(own[1][i] - earlier[1][i], 2)).sum());
      all.put(Statistic.MEAN_COSINE, cosine);
      all.put(Statistic.MEAN_CORRELATION, cosine(centred[1], earlierCentred[1]));
      all.put(Statistic.MEAN_COVARIANCE, dot(centred[1], earlierCentred[1]) / n);
      all.put(Statistic.DISTANCE, distance);
      double score = Math.exp(-0.01 * distance) * Math.pow(Math.abs(cosine), 10);
      all.put(Statistic.ECS, 100 * (1 - score));
      all.put(Statistic.ECS_2025, 100 * score);
      return all;
    }

    static double gain(double[][] own, double[][] earlier) {
      return Math.sqrt(sum(own[0], x -> x) / own[0].length)
          / Math.sqrt(sum(earlier[0], x -> x) / earlier[0].length);
    }

    static double[][] centred(double[][] columns) {
      return new double[][] {centred(columns[0]), centred(columns[1])};
    }

    private static double[] centred(double[] values) {
      double mean = sum(values, x -> x) / values.length;
      return Arrays.stream(values).map(x -> x - mean).toArray();
    }

    static double cosine(double[] a, double[] b) {
      return dot(a, b) / Math.sqrt(dot(a, a)) / Math.sqrt(dot(b, b));
    }

    static double dot(double[] a, double[] b) {
      return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }

    private static double deviation(double[] values) {
      double[] centred = centred(values);
      return Math.sqrt(dot(centred, centred) / values.length);
    }

    private static double moment(double[] values, int order) {
      double sd = deviation(values);
      return sum(centred(values), x -> Math.pow(x / sd, order)) / values.length;
    }

    private static double sum(double[] values, DoubleUnaryOperator term) {
      return Arrays.stream(values).map(term).sum();
    }
  }
}
