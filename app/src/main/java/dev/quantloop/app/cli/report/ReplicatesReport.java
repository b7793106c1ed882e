package dev.quantloop.app.cli.report;

import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.ReplicateDraw;
import dev.quantloop.tracker.record.Score;
import dev.quantloop.tracker.service.Tracker;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What equally large corpora came to: the replicates of an iteration, as far as they are scored.
 */
final class ReplicatesReport {
  private final List<Replicate> replicates;

  /**
   * @param composites by quant type
   */
  private record Replicate(Iteration iteration, Map<String, Double> composites) {}

  ReplicatesReport(Tracker tracker, IterationId iteration) {
    replicates =
        tracker.iterations().replicates(iteration).stream()
            .map(one -> new Replicate(one, composites(tracker, one.id())))
            .filter(one -> !one.composites().isEmpty())
            .toList();
  }

  private static Map<String, Double> composites(Tracker tracker, IterationId iteration) {
    Map<String, Double> composites = new LinkedHashMap<>();
    for (Quant quant : tracker.iterations().quants(iteration)) {
      tracker
          .evaluations()
          .findScore(quant.id())
          .map(Score::composite)
          .ifPresent(composite -> composites.put(quant.quantType(), composite));
    }
    return composites;
  }

  boolean isEmpty() {
    return replicates.isEmpty();
  }

  /**
   * "3 (2 disjoint, 1 with replacement), composites vary by: Q4_K_M 1.3 %, Q2_K 0.9 %".
   *
   * @param own composites of the iteration itself, by quant type
   */
  String inWords(Map<String, Double> own) {
    Map<ReplicateDraw, Long> drawn =
        replicates.stream()
            .map(one -> one.iteration().drawn().orElseThrow())
            .collect(Collectors.groupingBy(how -> how, Collectors.counting()));
    String how =
        List.of(ReplicateDraw.values()).stream()
            .filter(drawn::containsKey)
            .map(one -> drawn.get(one) + " " + one.word())
            .collect(Collectors.joining(", "));
    String spread =
        deviations(own).entrySet().stream()
            .map(one -> one.getKey() + " " + Numbers.percent(one.getValue(), 1))
            .collect(Collectors.joining(", "));
    return "%d (%s)%s"
        .formatted(
            replicates.size(), how, spread.isEmpty() ? "" : ", composites vary by: " + spread);
  }

  Object document(Map<String, Double> own) {
    return Json.object(
        "scored",
        replicates.stream()
            .map(
                one ->
                    Json.object(
                        "replicate", one.iteration().replicate(),
                        "drawn", one.iteration().drawn().orElseThrow().word(),
                        "corpus_sha256", one.iteration().corpusSha256().orElseThrow(),
                        "composites", one.composites()))
            .toList(),
        "deviation",
        deviations(own));
  }

  /** Standard deviation of ln composite over the iteration and its replicates, by quant type. */
  private Map<String, Double> deviations(Map<String, Double> own) {
    Map<String, Double> deviations = new LinkedHashMap<>();
    own.forEach(
        (type, composite) -> {
          List<Double> logarithms = new ArrayList<>(List.of(Math.log(composite)));
          replicates.stream()
              .map(one -> one.composites().get(type))
              .filter(one -> one != null)
              .forEach(one -> logarithms.add(Math.log(one)));
          if (logarithms.size() > 1 && composite > 0) {
            deviations.put(type, deviation(logarithms));
          }
        });
    return deviations;
  }

  private static double deviation(List<Double> values) {
    double mean = values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(squares / (values.size() - 1));
  }
}
