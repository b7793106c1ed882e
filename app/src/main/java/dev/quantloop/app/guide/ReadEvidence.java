package dev.quantloop.app.guide;

import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.Evaluation;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.LedgerBlock;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.stats.CompositeScore;
import dev.quantloop.tracker.stats.Percentiles;
import dev.quantloop.tracker.view.ExperimentSummary;
import dev.quantloop.tracker.view.RankingRow;
import dev.quantloop.tracker.view.Standing;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads from the tracker what the guide goes by. */
public final class ReadEvidence {
  private final Tracker tracker;
  private final Experiment experiment;
  private final List<Iteration> iterations;
  private final List<Run> runs;
  private final List<Corpus> corpora;
  private final List<EvaluationSet> evaluationSets;
  private final Map<IterationId, List<Quant>> quants;
  private final Map<QuantId, List<Evaluation>> evaluations;

  private ReadEvidence(Tracker tracker, Experiment experiment) {
    this.tracker = tracker;
    this.experiment = experiment;
    this.iterations = tracker.iterations().list(experiment.id());
    this.runs = tracker.runs().list(experiment.id());
    this.corpora = tracker.experiments().corpora(experiment.id());
    this.evaluationSets = tracker.experiments().evaluationSets(experiment.id());
    this.quants =
        tracker.iterations().quants(experiment.id()).stream()
            .collect(Collectors.groupingBy(Quant::iteration));
    this.evaluations =
        tracker.evaluations().list(experiment.id()).stream()
            .collect(Collectors.groupingBy(Evaluation::quant));
  }

  public static Evidence of(Tracker tracker, Experiment experiment) {
    return new ReadEvidence(tracker, experiment).read();
  }

  private Evidence read() {
    var experiments = tracker.experiments();
    Standing standing = tracker.rankings().standing(experiment.id());
    List<LedgerBlock> blocks =
        corpora.stream()
            .flatMap(corpus -> tracker.iterations().blocks(corpus.id()).stream())
            .toList();
    List<Quant> all = iterations.stream().flatMap(i -> quants(i).stream()).toList();
    List<Trend> trends = Trend.of(standing.ranking(), standing.returns());
    return new Evidence(
        experiment,
        experiments.model(experiment),
        experiments.sources(experiment.id()),
        corpora,
        evaluationSets,
        iterations,
        imatrices(),
        all,
        blocks,
        trends,
        tracker.rankings().domainMatrix(experiment.id()),
        standing.plateaued(),
        runs,
        chunkScores(trends),
        Speeds.of(blocks, all, evaluated()),
        experiments.list(true).stream()
            .map(ExperimentSummary::name)
            .collect(Collectors.toUnmodifiableSet()));
  }

  private List<Quant> quants(Iteration iteration) {
    return quants.getOrDefault(iteration.id(), List.of());
  }

  private List<Evaluation> evaluations(QuantId quant) {
    return evaluations.getOrDefault(quant, List.of());
  }

  private Map<Integer, Path> imatrices() {
    Map<IterationId, Integer> numbers =
        iterations.stream().collect(Collectors.toMap(Iteration::id, Iteration::number));
    return tracker.iterations().imatrices(experiment.id()).stream()
        .filter(imatrix -> numbers.containsKey(imatrix.iteration()))
        .collect(Collectors.toMap(imatrix -> numbers.get(imatrix.iteration()), Imatrix::file));
  }

  /**
   * Of the few quants that the guide compares: the results of all of them would be much to read.
   */
  private Map<QuantId, List<Double>> chunkScores(List<Trend> trends) {
    Map<QuantId, List<Double>> scores = new HashMap<>();
    for (Trend trend : trends) {
      Stream.of(Optional.of(trend.best()), trend.latest(), trend.before())
          .flatMap(Optional::stream)
          .map(RankingRow::quant)
          .forEach(quant -> scores.computeIfAbsent(quant, this::chunkScores));
    }
    return scores;
  }

  private List<Double> chunkScores(QuantId quant) {
    return evaluations(quant).stream()
        .flatMap(evaluation -> tracker.evaluations().chunks(evaluation.id()).stream())
        .map(chunk -> CompositeScore.of(Percentiles.of(chunk.kld())))
        .toList();
  }

  private List<Speeds.Evaluated> evaluated() {
    long tokens =
        (long) experiment.settings().nCtx()
            * evaluationSets.stream().mapToInt(EvaluationSet::chunks).sum();
    return iterations.stream().flatMap(i -> evaluated(i, tokens).stream()).toList();
  }

  private Optional<Speeds.Evaluated> evaluated(Iteration iteration, long tokensOfAQuant) {
    List<Quant> made = quants(iteration);
    return ReadSpeeds.evaluated(
        runs,
        made.stream().flatMap(quant -> evaluations(quant.id()).stream()).toList(),
        tokensOfAQuant * made.size());
  }
}
