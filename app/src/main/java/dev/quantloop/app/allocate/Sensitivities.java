package dev.quantloop.app.allocate;

import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.tracker.record.Sensitivity;
import dev.quantloop.tracker.record.TensorGrouping;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What types cost tensors, as mean KLD: as it was measured, or else in proportion to the error by
 * weight, from what was measured of the same tensor with the type whose error is nearest. The
 * divergence of small changes grows with their square, as the error does; on the demo model and the
 * mid-sized one the ratio of the two differs by 2 to 10 % between Q2_K and Q4_K of a tensor. What
 * is called a tensor here is a group of them where they are grouped.
 */
public final class Sensitivities {
  /** With more error by weight, the divergence no longer grows as the error does. */
  private static final double MOST_ERROR = 0.1;

  private final Map<String, Map<GgmlType, Sensitivity>> all = new LinkedHashMap<>();
  private final TensorGroups groups;
  private final Map<String, Double> factors;

  private Sensitivities(
      List<Sensitivity> sensitivities, TensorGroups groups, Map<String, Double> factors) {
    this.groups = groups;
    this.factors = Map.copyOf(factors);
    for (Sensitivity one : sensitivities) {
      all.computeIfAbsent(one.tensor(), name -> new LinkedHashMap<>())
          .put(GgmlType.valueOf(one.type()), one);
    }
  }

  /**
   * @param sensitivities of single tensors all that are known, and those of groups that are
   *     measured; one of a group that had other tensors when it was measured is left out
   */
  public static Sensitivities of(List<Sensitivity> sensitivities, TensorGrouping by) {
    Sensitivities single =
        new Sensitivities(
            sensitivities.stream().filter(one -> !TensorGroups.isGroup(one.tensor())).toList(),
            TensorGroups.of(by, Map.of()),
            Map.of());
    Map<String, List<GgmlType>> types = new LinkedHashMap<>();
    single.all.forEach((tensor, known) -> types.put(tensor, List.copyOf(known.keySet())));
    TensorGroups groups = TensorGroups.of(by, types);
    List<Sensitivity> grouped = new ArrayList<>();
    for (String group : groups.names()) {
      for (GgmlType type : groups.types(group)) {
        grouped.add(single.estimate(groups, group, type));
      }
    }
    Sensitivities estimates = new Sensitivities(grouped, groups, Map.of());
    sensitivities.stream()
        .filter(one -> one.kld().isPresent() && estimates.isOfSameTensors(one))
        .forEach(grouped::add);
    return new Sensitivities(grouped, groups, Map.of());
  }

  /** Which tensors of a group can be measured depends on the layers that lie on a GPU. */
  private boolean isOfSameTensors(Sensitivity measured) {
    return find(measured.tensor(), GgmlType.valueOf(measured.type()))
        .filter(estimate -> estimate.bytes() == measured.bytes())
        .isPresent();
  }

  private Sensitivity estimate(TensorGroups groups, String group, GgmlType type) {
    if (!TensorGroups.isGroup(group)) {
      return all.get(group).get(type);
    }
    List<Sensitivity> tensors =
        groups.types(group, type).entrySet().stream()
            .map(of -> all.get(of.getKey()).get(of.getValue()))
            .toList();
    return new Sensitivity(
        group,
        type.name(),
        tensors.stream().mapToLong(one -> GgufFile.padded(one.bytes())).sum(),
        tensors.stream().mapToDouble(Sensitivity::error).average().orElseThrow());
  }

  /** Of the tensors that something is known of. */
  public TensorGroups groups() {
    return groups;
  }

  /** The same where tensors cost so many times as much beside others that are quantized. */
  public Sensitivities times(Map<String, Double> others) {
    return new Sensitivities(
        all.values().stream().flatMap(types -> types.values().stream()).toList(), groups, others);
  }

  /** Whether something was measured of every tensor. */
  public boolean knowsAll() {
    return !all.isEmpty() && all.keySet().stream().allMatch(this::knows);
  }

  /** Trials there are: one of each tensor, or one for each of its types. */
  public int trials(boolean everyType) {
    return everyType ? all.values().stream().mapToInt(Map::size).sum() : all.size();
  }

  /** Trials that have been measured. */
  public int measured() {
    return (int)
        all.values().stream()
            .flatMap(types -> types.values().stream())
            .filter(one -> one.kld().isPresent())
            .count();
  }

  /** Whether something was measured of a tensor. */
  public boolean knows(String tensor) {
    return all.getOrDefault(tensor, Map.of()).values().stream()
        .anyMatch(one -> one.kld().isPresent());
  }

  /** What was measured or estimated; empty for a type that the tensor can't have. */
  public Optional<Sensitivity> find(String tensor, GgmlType type) {
    return Optional.ofNullable(all.getOrDefault(tensor, Map.of()).get(type));
  }

  /** Mean KLD, in nats a token. */
  public double kld(String tensor, GgmlType type) {
    Sensitivity wanted = all.get(tensor).get(type);
    double factor = factors.getOrDefault(tensor, 1.0);
    return factor
        * (wanted.kld().isPresent() ? Math.max(0, wanted.kld().getAsDouble()) : predicted(wanted));
  }

  /** What tensors of these types cost together, if what single ones cost adds up. */
  public double kld(Map<String, GgmlType> types) {
    return types.entrySet().stream().mapToDouble(type -> kld(type.getKey(), type.getValue())).sum();
  }

  private double predicted(Sensitivity wanted) {
    Sensitivity near =
        all.get(wanted.tensor()).values().stream()
            .filter(one -> one != wanted && one.kld().isPresent() && one.error() > 0)
            .min(Comparator.comparingDouble(one -> distance(one, wanted)))
            .orElseThrow();
    return Math.max(0, near.kld().getAsDouble()) * wanted.error() / near.error();
  }

  private static double distance(Sensitivity one, Sensitivity other) {
    return Math.abs(Math.log(one.error() / Math.max(other.error(), Double.MIN_NORMAL)));
  }

  /**
   * How well the error by weight predicts what is measured.
   *
   * @param pairs types of tensors that were measured and can be predicted from another one
   * @param typicalMiss the median of how far off a prediction is, as a factor from 1
   * @param rankCorrelation of predicted and measured, Spearman's
   */
  public record Agreement(int pairs, double typicalMiss, double rankCorrelation) {}

  /** Empty where no tensor was measured with two types. */
  public Optional<Agreement> agreement() {
    List<double[]> pairs = new ArrayList<>();
    for (Map<GgmlType, Sensitivity> types : all.values()) {
      List<Sensitivity> measured =
          types.values().stream()
              .filter(
                  one -> one.kld().isPresent() && one.kld().getAsDouble() > 0 && one.error() > 0)
              .toList();
      if (measured.size() > 1) {
        measured.forEach(one -> pairs.add(new double[] {predicted(one), one.kld().getAsDouble()}));
      }
    }
    if (pairs.isEmpty()) {
      return Optional.empty();
    }
    List<Double> misses =
        pairs.stream().map(pair -> Math.abs(Math.log(pair[0] / pair[1]))).sorted().toList();
    double typical = Math.exp(misses.get(misses.size() / 2));
    return Optional.of(new Agreement(pairs.size(), typical, rankCorrelation(pairs)));
  }

  private static double rankCorrelation(List<double[]> pairs) {
    double[] first = ranks(pairs, 0);
    double[] second = ranks(pairs, 1);
    int n = pairs.size();
    double middle = (n - 1) / 2.0;
    double products = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      products += (first[i] - middle) * (second[i] - middle);
      squares += (first[i] - middle) * (first[i] - middle);
    }
    return squares == 0 ? 1 : products / squares;
  }

  private static double[] ranks(List<double[]> pairs, int part) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      order.add(i);
    }
    order.sort(Comparator.comparingDouble(i -> pairs.get(i)[part]));
    double[] ranks = new double[pairs.size()];
    for (int i = 0; i < order.size(); i++) {
      ranks[order.get(i)] = i;
    }
    return ranks;
  }

  /** A choice for each tensor that something was measured of, with its bytes, padding included. */
  public List<AllocationItem> items() {
    return all.keySet().stream()
        .filter(this::knows)
        .map(
            tensor ->
                new AllocationItem(
                    tensor,
                    all.get(tensor).values().stream()
                        .map(
                            one ->
                                new AllocationItem.Option(
                                    GgmlType.valueOf(one.type()),
                                    GgufFile.padded(one.bytes()),
                                    kld(tensor, GgmlType.valueOf(one.type()))))
                        .toList()))
        .toList();
  }

  /** Of each tensor the type to measure first: the coarsest whose error is still small. */
  public Map<String, GgmlType> anchors() {
    Map<String, GgmlType> anchors = new LinkedHashMap<>();
    all.forEach(
        (tensor, types) -> {
          List<Map.Entry<GgmlType, Sensitivity>> byError = new ArrayList<>(types.entrySet());
          byError.sort(Comparator.comparingDouble(type -> type.getValue().error()));
          Collections.reverse(byError);
          anchors.put(
              tensor,
              byError.stream()
                  .filter(type -> type.getValue().error() <= MOST_ERROR)
                  .findFirst()
                  .orElse(byError.get(byError.size() - 1))
                  .getKey());
        });
    return anchors;
  }
}
