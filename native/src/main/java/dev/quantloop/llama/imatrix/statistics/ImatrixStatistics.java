package dev.quantloop.llama.imatrix.statistics;

import static java.util.stream.Collectors.toMap;

import dev.quantloop.llama.imatrix.ImatrixEntry;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.imatrix.ImatrixTotals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The statistics of an imatrix. Computed on several threads; 15 million columns take some 350 ms in
 * a new process on two cores.
 *
 * @param weights by layer, then by kind; those outside layers last
 * @param layers in order
 */
public record ImatrixStatistics(List<WeightStatistics> weights, List<LayerStatistics> layers) {
  public ImatrixStatistics {
    weights = List.copyOf(weights);
    layers = List.copyOf(layers);
  }

  /** Of all weights of an imatrix. */
  public static ImatrixStatistics of(ImatrixSums sums) {
    return of(sums, 0);
  }

  /**
   * The same of an imatrix whose last layers predict further tokens: these see other inputs, so
   * that they are not held against the layers before.
   *
   * @param nextLayers how many there are
   */
  public static ImatrixStatistics of(ImatrixSums sums, int nextLayers) {
    int last =
        sums.entries().keySet().stream()
            .mapToInt(name -> WeightName.of(name).layer().orElse(-1))
            .max()
            .orElse(-1);
    int firstNext = nextLayers > 0 ? last + 1 - nextLayers : Integer.MAX_VALUE;
    Map<String, PooledWeight> pooled =
        sums.entries().entrySet().parallelStream()
            .map(entry -> PooledWeight.of(entry.getKey(), entry.getValue()))
            .collect(toMap(weight -> weight.name().name(), weight -> weight));
    List<Compared> compared =
        pooled.values().parallelStream()
            .map(weight -> Compared.of(weight, earlier(weight, pooled, firstNext)))
            .sorted(Comparator.comparing(one -> one.weight().name()))
            .toList();
    return new ImatrixStatistics(
        compared.parallelStream().map(Compared::statistics).toList(), layers(compared));
  }

  /** With the total alone, and without layers. */
  public static ImatrixStatistics of(ImatrixTotals totals) {
    return new ImatrixStatistics(
        totals.weights().entrySet().stream()
            .map(entry -> totalOnly(WeightName.of(entry.getKey()), entry.getValue()))
            .sorted(Comparator.comparing(WeightStatistics::weight))
            .toList(),
        List.of());
  }

  private static WeightStatistics totalOnly(WeightName name, ImatrixTotals.Weight weight) {
    double[] experts = new double[weight.counts().length];
    for (int i = 0; i < experts.length; i++) {
      experts[i] = weight.counts()[i] > 0 ? weight.squares()[i] / weight.counts()[i] : Double.NaN;
    }
    DoubleSummaryStatistics seen =
        Arrays.stream(experts).filter(Double::isFinite).summaryStatistics();
    return new WeightStatistics(
        name,
        weight.columns(),
        Arrays.stream(weight.counts()).boxed().toList(),
        weight.plainSums(),
        Optional.empty(),
        StatisticValues.ofTotal(seen.getCount() > 0 ? seen.getSum() : Double.NaN),
        Arrays.stream(experts).mapToObj(StatisticValues::ofTotal).toList());
  }

  /**
   * A weight and the one that it is held against.
   *
   * @param likeness of the whole weight
   * @param byExpert empty where the two have different experts
   */
  private record Compared(
      PooledWeight weight,
      Optional<PooledWeight> earlier,
      Earlier likeness,
      List<Earlier> byExpert) {
    static Compared of(PooledWeight weight, Optional<PooledWeight> earlier) {
      List<Earlier> byExpert = earlier.map(one -> byExpert(weight, one)).orElse(List.of());
      return new Compared(
          weight,
          earlier,
          earlier
              .map(one -> Earlier.pooled(weight.energy(), one.energy(), byExpert))
              .orElse(Earlier.NONE),
          byExpert);
    }

    private static List<Earlier> byExpert(PooledWeight weight, PooledWeight earlier) {
      int experts = weight.experts().size();
      return earlier.experts().size() != experts
          ? List.of()
          : IntStream.range(0, experts)
              .mapToObj(i -> weight.experts().get(i).against(earlier.experts().get(i)))
              .toList();
    }

    WeightStatistics statistics() {
      ImatrixEntry entry = weight.entry();
      StatisticValues pooled = StatisticValues.of(weight.experts(), weight.hasPlain(), likeness);
      return new WeightStatistics(
          weight.name(),
          entry.columns(),
          Arrays.stream(entry.counts()).boxed().toList(),
          weight.hasPlain(),
          earlier.map(one -> one.name().name()),
          pooled,
          entry.experts() == 1
              ? List.of(pooled)
              : IntStream.range(0, entry.experts()).mapToObj(this::expert).toList());
    }

    private StatisticValues expert(int index) {
      return StatisticValues.of(
          weight.experts().subList(index, index + 1),
          weight.hasPlain(),
          byExpert.isEmpty() ? Earlier.NONE : byExpert.get(index));
    }
  }

  private static Optional<PooledWeight> earlier(
      PooledWeight weight, Map<String, PooledWeight> weights, int firstNext) {
    int layer = weight.sawTokens() ? weight.name().layer().orElse(0) : 0;
    int first = layer >= firstNext ? firstNext : 0;
    return IntStream.iterate(layer - 1, l -> l >= first, l -> l - 1)
        .mapToObj(l -> weights.get(weight.name().inLayer(l)))
        .filter(one -> one != null && one.sawTokens())
        .findFirst();
  }

  private static List<LayerStatistics> layers(List<Compared> weights) {
    Map<Integer, List<Compared>> byLayer = new TreeMap<>();
    for (Compared one : weights) {
      one.weight()
          .name()
          .layer()
          .ifPresent(layer -> byLayer.computeIfAbsent(layer, l -> new ArrayList<>()).add(one));
    }
    return byLayer.entrySet().parallelStream()
        .map(entry -> layer(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static LayerStatistics layer(int layer, List<Compared> weights) {
    Earlier likeness = Earlier.NONE;
    List<ExpertSums> parts = new ArrayList<>();
    boolean plain = true;
    for (Compared one : weights) {
      likeness = likeness.plus(one.likeness());
      parts.addAll(one.weight().experts());
      plain &= one.weight().hasPlain();
    }
    return new LayerStatistics(
        layer,
        weights.size(),
        Energy.of(parts).columns(),
        plain,
        StatisticValues.of(parts, plain, likeness));
  }

  /** How many weights have sums of plain activations. */
  public long withPlainSums() {
    return weights.stream().filter(WeightStatistics::plainSums).count();
  }

  /** The statistics that any weight of such an imatrix can have. */
  public List<Statistic> available() {
    boolean any = withPlainSums() > 0;
    return Arrays.stream(Statistic.values())
        .filter(statistic -> any || !statistic.basis().needsActivations())
        .toList();
  }
}
