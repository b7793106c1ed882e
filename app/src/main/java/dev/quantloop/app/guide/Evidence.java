package dev.quantloop.app.guide;

import dev.quantloop.app.experiment.CalibrationPool;
import dev.quantloop.app.loop.RunOptions;
import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.Evaluation;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.IterationKind;
import dev.quantloop.tracker.record.IterationState;
import dev.quantloop.tracker.record.LedgerBlock;
import dev.quantloop.tracker.record.ModelFile;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.RecipePart;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.Source;
import dev.quantloop.tracker.service.Experiments;
import dev.quantloop.tracker.service.Iterations;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.stats.CompositeScore;
import dev.quantloop.tracker.stats.Percentiles;
import dev.quantloop.tracker.view.DomainRow;
import dev.quantloop.tracker.view.ExperimentSummary;
import dev.quantloop.tracker.view.RankingRow;
import dev.quantloop.tracker.view.Standing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that the guide goes by.
 *
 * @param sources in the order of the corpora
 * @param corpora that calibration draws from
 * @param imatrices by iteration number
 * @param trends of each quant type with a score, the fewest bits first
 * @param plateaued whether more text helps none of the experiment's quant types any more
 * @param runs latest first
 * @param chunkScores composite of each evaluation chunk, for the quants that are compared
 * @param names of all experiments
 */
public record Evidence(
    Experiment experiment,
    ModelFile model,
    List<Source> sources,
    List<Corpus> corpora,
    List<EvaluationSet> evaluationSets,
    List<Iteration> iterations,
    Map<Integer, Imatrix> imatrices,
    List<Quant> quants,
    List<LedgerBlock> blocks,
    List<Trend> trends,
    List<DomainRow> domains,
    boolean plateaued,
    List<Run> runs,
    Map<QuantId, List<Double>> chunkScores,
    Speeds speeds,
    Set<String> names) {

  /** Reads it from the tracker. */
  public static Evidence of(Tracker tracker, Experiment experiment) {
    Experiments experiments = tracker.experiments();
    Iterations iterations = tracker.iterations();
    ExperimentId id = experiment.id();
    Standing standing = tracker.rankings().standing(id);
    List<Iteration> all = iterations.list(id);
    List<Corpus> corpora =
        experiments.corpora(id).stream().filter(corpus -> corpus.poolTokens() > 0).toList();
    List<Quant> quants = iterations.quants(id);
    List<Trend> trends = Trend.of(standing.ranking(), standing.returns());
    List<Evaluation> evaluations = tracker.evaluations().list(id);
    return new Evidence(
        experiment,
        experiments.model(experiment),
        experiments.sources(id),
        corpora,
        experiments.evaluationSets(id),
        all,
        imatrices(iterations.imatrices(id), all),
        quants,
        corpora.stream().flatMap(corpus -> iterations.blocks(corpus.id()).stream()).toList(),
        trends,
        tracker.rankings().domainMatrix(id),
        standing.plateaued(),
        tracker.runs().list(id),
        chunkScores(tracker, evaluations, trends),
        Speeds.of(tracker, experiment, quants, evaluations),
        experiments.list(true).stream()
            .map(ExperimentSummary::name)
            .collect(Collectors.toUnmodifiableSet()));
  }

  private static Map<Integer, Imatrix> imatrices(List<Imatrix> imatrices, List<Iteration> all) {
    Map<IterationId, Integer> numbers =
        all.stream().collect(Collectors.toMap(Iteration::id, Iteration::number));
    return imatrices.stream()
        .filter(imatrix -> numbers.containsKey(imatrix.iteration()))
        .collect(Collectors.toMap(imatrix -> numbers.get(imatrix.iteration()), i -> i));
  }

  /** Of the few quants that the guide compares: the results of all would be much to read. */
  private static Map<QuantId, List<Double>> chunkScores(
      Tracker tracker, List<Evaluation> evaluations, List<Trend> trends) {
    Set<QuantId> compared =
        trends.stream()
            .flatMap(t -> Stream.of(Optional.of(t.best()), t.latest(), t.before()))
            .flatMap(Optional::stream)
            .map(RankingRow::quant)
            .collect(Collectors.toSet());
    return evaluations.stream()
        .filter(evaluation -> compared.contains(evaluation.quant()))
        .collect(
            Collectors.groupingBy(
                Evaluation::quant,
                Collectors.flatMapping(
                    evaluation -> tracker.evaluations().chunks(evaluation.id()).stream(),
                    Collectors.mapping(
                        chunk -> CompositeScore.of(Percentiles.of(chunk.kld())),
                        Collectors.toList()))));
  }

  String name() {
    return experiment.name();
  }

  ExperimentSettings settings() {
    return experiment.settings();
  }

  /** The type with the fewest bits, which has the most to gain. */
  Trend focus() {
    return trends.get(0);
  }

  Optional<EvaluationNoise> noise(Trend.Step step) {
    List<Double> from = chunkScores.getOrDefault(step.from().quant(), List.of());
    List<Double> to = chunkScores.getOrDefault(step.to().quant(), List.of());
    return EvaluationNoise.between(from, to);
  }

  /** Whether the step is larger than the threshold, up or down. */
  boolean counts(double change) {
    return Math.abs(change) > settings().tau();
  }

  List<Iteration> unfinished() {
    return iterations.stream().filter(i -> i.state() != IterationState.DONE).toList();
  }

  Iteration iteration(int number) {
    return iterations.stream().filter(i -> i.number() == number).findFirst().orElseThrow();
  }

  /** Tokens of the largest corpus of the loop, complete or not. */
  long largestPlanned() {
    return iterations.stream()
        .filter(iteration -> iteration.kind() == IterationKind.PLANNED)
        .mapToLong(Iteration::corpusTokens)
        .max()
        .orElse(0);
  }

  /** The calibration text of some of the corpora. */
  CalibrationPool pool(List<Corpus> of) {
    return new CalibrationPool(of, settings().nCtx());
  }

  int evaluationChunks() {
    return evaluationSets.stream().mapToInt(EvaluationSet::chunks).sum();
  }

  /** The corpora that an iteration drew from. */
  List<Corpus> corporaOf(Iteration iteration) {
    Set<CorpusId> ids =
        iteration.recipe().stream().map(RecipePart::corpus).collect(Collectors.toSet());
    return corpora.stream().filter(corpus -> ids.contains(corpus.id())).toList();
  }

  /** Whether an iteration drew from these corpora and no other. */
  boolean tried(List<Corpus> mix) {
    return iterations.stream().anyMatch(iteration -> corporaOf(iteration).equals(mix));
  }

  /** A run of the loop with the libllama of the figures on record. */
  Proposal.Loop loop(OptionalInt iterations, RunOptions options) {
    RunOptions whole =
        new RunOptions(options.keepQuants(), OptionalInt.empty(), options.split(), libraryFlags());
    return new Proposal.Loop(name(), iterations, whole);
  }

  /** The flags that keep to the libllama of the figures on record; empty for the usual one. */
  List<String> libraryFlags() {
    List<String> recorded =
        runs.isEmpty() ? List.of() : RunOptions.ofJson(runs.get(0).options()).library();
    return recorded.isEmpty() ? backendFlags() : recorded;
  }

  /** For runs that recorded none, by their devices. */
  private List<String> backendFlags() {
    String devices = quants.isEmpty() ? "" : quants.get(quants.size() - 1).provenance().backend();
    if (devices.contains("CUDA")) {
      return List.of("--backend", "cuda");
    }
    return devices.contains("Vulkan") ? List.of("--backend", "vulkan") : List.of();
  }
}
