package dev.quantloop.tracker.record;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Weights by name, of which only the ratios matter: "code=2,prose=1". */
public record NamedWeights(Map<String, Double> values) {
  public double of(String name) {
    return values.getOrDefault(name, 0.0);
  }

  /** In this order. */
  public double[] of(List<String> names) {
    return names.stream().mapToDouble(this::of).toArray();
  }

  /** What {@link #toString} has written. */
  public static NamedWeights parse(String text) {
    return new NamedWeights(
        List.of(text.split(",")).stream()
            .map(part -> part.split("="))
            .collect(Collectors.toMap(part -> part[0], part -> Double.valueOf(part[1]))));
  }

  /** By name, so that the same weights are the same text. */
  @Override
  public String toString() {
    return values.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(","));
  }
}
