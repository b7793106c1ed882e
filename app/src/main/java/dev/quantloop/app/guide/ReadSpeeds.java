package dev.quantloop.app.guide;

import dev.quantloop.tracker.record.Evaluation;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.LedgerBlock;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.service.Tracker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads from the tracker how long the work of an experiment took. */
final class ReadSpeeds {
  private ReadSpeeds() {}

  /** The speeds of some iterations, and of all imatrices. */
  static Speeds of(Tracker tracker, Experiment experiment, List<Iteration> iterations) {
    long tokens =
        (long) experiment.settings().nCtx()
            * tracker.experiments().evaluationSets(experiment.id()).stream()
                .mapToInt(EvaluationSet::chunks)
                .sum();
    List<LedgerBlock> blocks =
        tracker.experiments().corpora(experiment.id()).stream()
            .flatMap(corpus -> tracker.iterations().blocks(corpus.id()).stream())
            .toList();
    List<Run> runs = tracker.runs().list(experiment.id());
    List<Quant> quants = new ArrayList<>();
    List<Speeds.Evaluated> evaluated = new ArrayList<>();
    for (Iteration iteration : iterations) {
      List<Quant> made = tracker.iterations().quants(iteration.id());
      List<Evaluation> all =
          made.stream().flatMap(q -> tracker.evaluations().list(q.id()).stream()).toList();
      quants.addAll(made);
      evaluated(runs, all, tokens * made.size()).ifPresent(evaluated::add);
    }
    return Speeds.of(blocks, quants, evaluated);
  }

  /**
   * How long the evaluation of an iteration took; empty where it is not complete or had a break.
   *
   * @param all evaluations of its quants
   * @param tokens that the quants decoded
   */
  static Optional<Speeds.Evaluated> evaluated(List<Run> runs, List<Evaluation> all, long tokens) {
    if (all.isEmpty() || all.stream().anyMatch(e -> e.finishedAt().isEmpty())) {
      return Optional.empty();
    }
    Instant from = all.stream().map(Evaluation::createdAt).min(Instant::compareTo).orElseThrow();
    Instant to =
        all.stream().map(e -> e.finishedAt().orElseThrow()).max(Instant::compareTo).orElseThrow();
    // One that was interrupted holds the break too.
    return runs.stream().anyMatch(run -> spans(run, from, to)) && from.isBefore(to)
        ? Optional.of(new Speeds.Evaluated(tokens, Duration.between(from, to).toMillis() / 1000.0))
        : Optional.empty();
  }

  private static boolean spans(Run run, Instant from, Instant to) {
    return !run.startedAt().isAfter(from) && !run.endedAt().orElse(Instant.MAX).isBefore(to);
  }
}
