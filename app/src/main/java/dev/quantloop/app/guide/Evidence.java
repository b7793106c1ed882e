package dev.quantloop.app.guide;

import dev.quantloop.app.allocate.AllocationStanding;
import dev.quantloop.app.experiment.CalibrationPool;
import dev.quantloop.app.experiment.LedgerPlan.ChunkRange;
import dev.quantloop.app.loop.RunOptions;
import dev.quantloop.app.loop.SharedBlocks;
import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.IterationId;
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
import dev.quantloop.tracker.record.Verdict;
import dev.quantloop.tracker.service.Experiments;
import dev.quantloop.tracker.service.Iterations;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.DomainRow;
import dev.quantloop.tracker.view.ExperimentSummary;
import dev.quantloop.tracker.view.HeldAgainst;
import dev.quantloop.tracker.view.Standing;
import java.util.BitSet;
import java.util.HashMap;
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
 * @param replicates of all iterations
 * @param imatrices by iteration number
 * @param shared where in the pools other experiments' ledgers have blocks that a run would take
 * @param aside chunks of the pools that count for nothing
 * @param evaluationAside how many of the evaluation do
 * @param trends of each quant type with a score, the fewest bits first
 * @param plateaued whether more text helps none of the experiment's quant types any more
 * @param runs latest first
 * @param comparisons of the steps that the guide speaks of
 * @param names of all experiments
 * @param allocation of an experiment that evaluates recipes of tensor types
 * @param allocationSteps those that are steps of the experiment, latest first
 */
public record Evidence(
    Experiment experiment,
    ModelFile model,
    List<Source> sources,
    List<Corpus> corpora,
    List<EvaluationSet> evaluationSets,
    List<Iteration> iterations,
    List<Iteration> replicates,
    Map<Integer, Imatrix> imatrices,
    List<Quant> quants,
    List<LedgerBlock> blocks,
    Map<CorpusId, List<ChunkRange>> shared,
    Map<CorpusId, BitSet> aside,
    int evaluationAside,
    List<Trend> trends,
    List<DomainRow> domains,
    boolean plateaued,
    List<Run> runs,
    Map<Trend.Step, HeldAgainst> comparisons,
    Speeds speeds,
    Set<String> names,
    Optional<AllocationStanding> allocation,
    List<AllocationStanding> allocationSteps) {

  /** Whether a corpus grows; else all that is to be tried was chosen beforehand. */
  boolean grows() {
    return !experiment.judges() && !Iterations.isShootOut(iterations);
  }

  /** Whether mixes of sources are tried or judged in it. */
  boolean mixes() {
    return experiment.judges() && Iterations.isShootOut(iterations);
  }

  /** Reads it from the tracker. */
  public static Evidence of(Tracker tracker, Experiment experiment) {
    Experiments experiments = tracker.experiments();
    Iterations iterations = tracker.iterations();
    ExperimentId id = experiment.id();
    tracker.verdicts().judge(id);
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
        iterations.replicates(id),
        imatrices(iterations.imatrices(id), all),
        quants,
        corpora.stream().flatMap(corpus -> iterations.blocks(corpus.id()).stream()).toList(),
        SharedBlocks.forecast(tracker, experiment, corpora),
        corpora.stream()
            .collect(Collectors.toMap(Corpus::id, one -> tracker.quarantine().of(one.id()))),
        experiments.evaluationSets(id).stream()
            .mapToInt(set -> tracker.quarantine().of(set.id()).cardinality())
            .sum(),
        trends,
        tracker.rankings().domainMatrix(id),
        standing.plateaued(),
        tracker.runs().list(id),
        comparisons(tracker, id, trends),
        Speeds.of(tracker, experiment, quants, evaluations),
        experiments.list(true).stream()
            .map(ExperimentSummary::name)
            .collect(Collectors.toUnmodifiableSet()),
        tracker.allocations().find(id).map(settings -> AllocationStanding.of(tracker, settings)),
        AllocationStanding.steps(tracker, experiment));
  }

  private static Map<Integer, Imatrix> imatrices(List<Imatrix> imatrices, List<Iteration> all) {
    Map<IterationId, Integer> numbers =
        all.stream().collect(Collectors.toMap(Iteration::id, Iteration::number));
    return imatrices.stream()
        .filter(imatrix -> numbers.containsKey(imatrix.iteration()))
        .collect(Collectors.toMap(imatrix -> numbers.get(imatrix.iteration()), i -> i));
  }

  private static Map<Trend.Step, HeldAgainst> comparisons(
      Tracker tracker, ExperimentId experiment, List<Trend> trends) {
    var compare = tracker.verdicts().comparisons(experiment);
    Map<Trend.Step, HeldAgainst> comparisons = new HashMap<>();
    trends.stream()
        .flatMap(trend -> Stream.of(trend.lastStep(), trend.decline()))
        .flatMap(Optional::stream)
        .forEach(
            step ->
                compare
                    .apply(step.from().quant(), step.to().quant())
                    .ifPresent(held -> comparisons.put(step, held)));
    return comparisons;
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

  Optional<HeldAgainst> comparison(Trend.Step step) {
    return Optional.ofNullable(comparisons.get(step));
  }

  /** What was decided of a step. */
  Verdict verdict(Trend.Step step) {
    return comparison(step).map(held -> held.verdict().outcome()).orElse(Verdict.NOT_JUDGED);
  }

  List<Iteration> unfinished() {
    return iterations.stream().filter(i -> i.state() != IterationState.DONE).toList();
  }

  /** How many an iteration has. */
  int replicates(int iteration) {
    return (int) replicates.stream().filter(one -> one.number() == iteration).count();
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

  /** Those that count. */
  int evaluationChunks() {
    return evaluationSets.stream().mapToInt(EvaluationSet::chunks).sum() - evaluationAside;
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
