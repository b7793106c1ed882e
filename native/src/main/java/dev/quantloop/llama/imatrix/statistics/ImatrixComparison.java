package dev.quantloop.llama.imatrix.statistics;

import dev.quantloop.llama.imatrix.ImatrixEntry;
import dev.quantloop.llama.imatrix.ImatrixSums;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.ToDoubleFunction;

/**
 * How far two imatrices agree.
 *
 * @param weights that both have in the same shape, by layer, then by kind
 * @param onlyFirst weights that only the first has
 * @param onlySecond weights that only the second has
 * @param otherShape weights that have another number of columns or experts in each, so that the
 *     imatrices are of different models
 */
public record ImatrixComparison(
    List<WeightComparison> weights,
    List<String> onlyFirst,
    List<String> onlySecond,
    List<String> otherShape) {
  public ImatrixComparison {
    weights = List.copyOf(weights);
    onlyFirst = List.copyOf(onlyFirst);
    onlySecond = List.copyOf(onlySecond);
    otherShape = List.copyOf(otherShape);
  }

  public static ImatrixComparison of(ImatrixSums first, ImatrixSums second) {
    SortedMap<String, ImatrixEntry> others = second.entries();
    List<WeightComparison> weights =
        first.entries().entrySet().parallelStream()
            .filter(entry -> others.containsKey(entry.getKey()))
            .filter(entry -> entry.getValue().fits(others.get(entry.getKey())))
            .map(e -> WeightComparison.of(e.getKey(), e.getValue(), others.get(e.getKey())))
            .sorted(Comparator.comparing(WeightComparison::weight))
            .toList();
    return new ImatrixComparison(
        weights,
        without(first, others),
        without(second, first.entries()),
        first.entries().entrySet().stream()
            .filter(entry -> others.containsKey(entry.getKey()))
            .filter(entry -> !entry.getValue().fits(others.get(entry.getKey())))
            .map(Map.Entry::getKey)
            .toList());
  }

  private static List<String> without(ImatrixSums sums, Map<String, ImatrixEntry> others) {
    return sums.entries().keySet().stream().filter(name -> !others.containsKey(name)).toList();
  }

  /** The mean of a figure over the weights that have it; NaN where none has. */
  public double mean(ToDoubleFunction<WeightComparison> figure) {
    return weights.stream()
        .mapToDouble(figure)
        .filter(Double::isFinite)
        .average()
        .orElse(Double.NaN);
  }

  /** The weights that differ most come first: by relative distance; those not compared last. */
  public List<WeightComparison> byDistance() {
    return weights.stream()
        .sorted(
            Comparator.comparing(
                weight -> Double.isNaN(weight.relativeDistance()) ? -1 : weight.relativeDistance(),
                Comparator.reverseOrder()))
        .toList();
  }
}
