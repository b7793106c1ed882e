package dev.quantloop.app.guide;

import dev.quantloop.app.Medians;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.Evaluation;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.LedgerBlock;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.service.Tracker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * How long the work of an experiment took so far, NaN where it was never done.
 *
 * @param secondsAChunk of a new chunk of the imatrix
 * @param quantizeSeconds median by quant type
 * @param secondsAToken of a token that a quant decodes when it is evaluated, all told
 */
public record Speeds(
    double secondsAChunk, Map<String, Double> quantizeSeconds, double secondsAToken) {
  /** Of work that was never done. */
  static final Speeds UNKNOWN = new Speeds(Double.NaN, Map.of(), Double.NaN);

  public Speeds {
    quantizeSeconds = Map.copyOf(quantizeSeconds);
  }

  /** The speeds of some quants of an experiment, and of all its imatrices. */
  static Speeds of(
      Tracker tracker, Experiment experiment, List<Quant> quants, List<Evaluation> evaluations) {
    List<LedgerBlock> blocks =
        tracker.experiments().corpora(experiment.id()).stream()
            .flatMap(corpus -> tracker.iterations().blocks(corpus.id()).stream())
            .toList();
    long chunks = blocks.stream().mapToLong(LedgerBlock::chunks).sum();
    double seconds = blocks.stream().mapToDouble(LedgerBlock::seconds).sum();
    Map<String, Double> quantize =
        quants.stream()
            .collect(
                Collectors.groupingBy(
                    Quant::quantType,
                    Collectors.mapping(
                        Quant::seconds,
                        Collectors.collectingAndThen(Collectors.toList(), Medians::of))));
    List<Double> evaluated = secondsAToken(tracker, experiment, quants, evaluations);
    return new Speeds(
        chunks == 0 ? Double.NaN : seconds / chunks,
        quantize,
        evaluated.isEmpty() ? Double.NaN : Medians.of(evaluated));
  }

  /** Of each iteration whose evaluation is complete and had no break. */
  private static List<Double> secondsAToken(
      Tracker tracker, Experiment experiment, List<Quant> quants, List<Evaluation> evaluations) {
    List<Run> runs = tracker.runs().list(experiment.id());
    long tokens =
        (long) experiment.settings().nCtx()
            * tracker.experiments().evaluationSets(experiment.id()).stream()
                .mapToInt(EvaluationSet::chunks)
                .sum();
    Map<QuantId, List<Evaluation>> byQuant =
        evaluations.stream().collect(Collectors.groupingBy(Evaluation::quant));
    List<Double> seconds = new ArrayList<>();
    quants.stream()
        .collect(Collectors.groupingBy(Quant::iteration))
        .values()
        .forEach(
            made -> {
              List<Evaluation> all =
                  made.stream()
                      .flatMap(q -> byQuant.getOrDefault(q.id(), List.of()).stream())
                      .toList();
              duration(runs, all).ifPresent(s -> seconds.add(s / (tokens * made.size())));
            });
    return seconds;
  }

  /** Seconds that evaluations took; empty where they are not complete or had a break. */
  private static OptionalDouble duration(List<Run> runs, List<Evaluation> all) {
    if (all.isEmpty() || all.stream().anyMatch(e -> e.finishedAt().isEmpty())) {
      return OptionalDouble.empty();
    }
    Instant from = all.stream().map(Evaluation::createdAt).min(Instant::compareTo).orElseThrow();
    Instant to =
        all.stream().map(e -> e.finishedAt().orElseThrow()).max(Instant::compareTo).orElseThrow();
    // A run that was interrupted holds the break too.
    return runs.stream().anyMatch(run -> spans(run, from, to)) && from.isBefore(to)
        ? OptionalDouble.of(Duration.between(from, to).toMillis() / 1000.0)
        : OptionalDouble.empty();
  }

  private static boolean spans(Run run, Instant from, Instant to) {
    return !run.startedAt().isAfter(from) && !run.endedAt().orElse(Instant.MAX).isBefore(to);
  }

  boolean complete() {
    return !Double.isNaN(secondsAChunk + secondsAToken) && !quantizeSeconds.isEmpty();
  }

  /**
   * What work takes.
   *
   * @param newChunks of the imatrix
   * @param types that are quantized, each as often as it is
   * @param evaluationTokens that baseline and quants decode
   */
  Cost cost(
      int newChunks, int contextSize, List<String> types, long evaluationTokens, boolean atMost) {
    double seconds =
        of(newChunks, secondsAChunk)
            + types.stream().mapToDouble(t -> quantizeSeconds.getOrDefault(t, Double.NaN)).sum()
            + of(evaluationTokens, secondsAToken);
    return new Cost(
        (long) newChunks * contextSize,
        evaluationTokens,
        Double.isNaN(seconds) ? OptionalDouble.empty() : OptionalDouble.of(seconds),
        atMost);
  }

  private static double of(long amount, double seconds) {
    return amount == 0 ? 0 : amount * seconds;
  }
}
