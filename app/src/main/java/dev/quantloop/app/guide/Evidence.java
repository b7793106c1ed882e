package dev.quantloop.app.guide;

import dev.quantloop.app.corpus.ChunkOrder;
import dev.quantloop.app.corpus.CorpusSplit;
import dev.quantloop.app.loop.RunOptions;
import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.IterationKind;
import dev.quantloop.tracker.record.IterationState;
import dev.quantloop.tracker.record.LedgerBlock;
import dev.quantloop.tracker.record.ModelFile;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.RecipePart;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.Source;
import dev.quantloop.tracker.view.DomainRow;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All that the guide goes by.
 *
 * @param sources in the order of the corpora
 * @param imatrices files by iteration number
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
    Map<Integer, Path> imatrices,
    List<Quant> quants,
    List<LedgerBlock> blocks,
    List<Trend> trends,
    List<DomainRow> domains,
    boolean plateaued,
    List<Run> runs,
    Map<QuantId, List<Double>> chunkScores,
    Speeds speeds,
    Set<String> names) {

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

  /** The order in which corpora of these sources take chunks from their pools. */
  ChunkOrder order(List<Corpus> of) {
    int size = settings().nCtx();
    return ChunkOrder.of(
        of.stream()
            .map(
                corpus ->
                    new CorpusSplit(
                        corpus.name(),
                        size,
                        (int) (corpus.evaluationTokens() / size),
                        (int) (corpus.poolTokens() / size)))
            .toList());
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
