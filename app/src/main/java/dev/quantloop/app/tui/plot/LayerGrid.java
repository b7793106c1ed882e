package dev.quantloop.app.tui.plot;

import dev.quantloop.llama.imatrix.statistics.WeightName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What is known of weights, by their kind and layer.
 *
 * @param kinds of weights, in the order of their names
 * @param layers that have weights; {@link #OUTSIDE} for those outside layers, last
 * @param places by kind and layer
 */
public record LayerGrid<T>(
    List<String> kinds, List<Integer> layers, Map<String, Map<Integer, T>> places) {
  public static final int OUTSIDE = Integer.MAX_VALUE;

  public static <T> LayerGrid<T> of(List<T> all, Function<T, WeightName> weight) {
    TreeMap<String, Map<Integer, T>> places = new TreeMap<>();
    TreeSet<Integer> layers = new TreeSet<>();
    for (T one : all) {
      WeightName name = weight.apply(one);
      places.computeIfAbsent(name.kind(), kind -> new HashMap<>()).put(layer(name), one);
      layers.add(layer(name));
    }
    return new LayerGrid<>(List.copyOf(places.keySet()), List.copyOf(layers), places);
  }

  /** The layer of a weight, or {@link #OUTSIDE}. */
  public static int layer(WeightName weight) {
    return weight.layer().orElse(OUTSIDE);
  }

  /** What stands in a row and a column, counted from 0. */
  public Optional<T> at(int kind, int layer) {
    return kind < kinds.size() && layer < layers.size()
        ? Optional.ofNullable(places.get(kinds.get(kind)).get(layers.get(layer)))
        : Optional.empty();
  }
}
