package dev.quantloop.app.guide;

import dev.quantloop.app.experiment.BlockEnds;
import dev.quantloop.app.experiment.CalibrationPool;
import dev.quantloop.app.experiment.GrowthPlan;
import dev.quantloop.app.experiment.LedgerPlan;
import dev.quantloop.app.experiment.LedgerPlan.ChunkRange;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.IterationKind;
import dev.quantloop.tracker.record.IterationState;
import dev.quantloop.tracker.record.RecipePart;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** What iterations to come will cost, by the speeds of those on record. */
final class CostEstimator {
  private final Evidence evidence;
  private final int contextSize;

  CostEstimator(Evidence evidence) {
    this.evidence = evidence;
    this.contextSize = evidence.settings().nCtx();
  }

  /** An iteration to come. */
  record Planned(List<RecipePart> recipe, List<String> quantTypes) {}

  /** The first {@code chunks} chunks of some corpora, in turn. */
  private Planned planned(List<Corpus> corpora, int chunks, List<String> quantTypes) {
    CalibrationPool pool = evidence.pool(corpora);
    return new Planned(pool.recipe(Math.min(chunks, pool.chunks())), quantTypes);
  }

  /** All that the loop has before it if no plateau ends it. */
  List<Planned> remaining() {
    List<Planned> left = new ArrayList<>();
    evidence.unfinished().forEach(i -> left.add(new Planned(i.recipe(), i.quantTypes())));
    List<String> types = evidence.settings().quantTypes();
    if (evidence.iterations().isEmpty()) {
      left.add(
          new Planned(
              List.of(),
              types.stream().filter(type -> !QuantType.parse(type).needsImatrix()).toList()));
    }
    for (int chunks : sizesToCome()) {
      left.add(planned(evidence.corpora(), chunks, types));
    }
    return left;
  }

  /** Chunks of the corpora that the loop has not planned yet. */
  List<Integer> sizesToCome() {
    int pool = evidence.pool(evidence.corpora()).chunks();
    return GrowthPlan.of(evidence.settings()).chunkCounts(contextSize, pool).stream()
        .filter(chunks -> (long) chunks * contextSize > evidence.largestPlanned())
        .toList();
  }

  /** Of one more iteration by hand. */
  Cost of(List<Corpus> corpora, int chunks, List<String> quantTypes) {
    return cost(List.of(planned(corpora, chunks, quantTypes)), List.of(), false);
  }

  /** Of one more iteration of the loop. */
  Cost ofNext(int chunks) {
    return ofLoop(List.of(planned(evidence.corpora(), chunks, evidence.settings().quantTypes())));
  }

  /** Of the loop, which takes replicates as long as a verdict gains by them. */
  Cost ofLoop(List<Planned> iterations) {
    return cost(iterations, replicates(iterations), true);
  }

  /** The types of all that may come, of what is complete and of what is planned. */
  private List<String> replicates(List<Planned> iterations) {
    int each = evidence.settings().replicates();
    Stream<List<String>> complete =
        evidence.iterations().stream()
            .filter(i -> i.kind() == IterationKind.PLANNED && i.state() == IterationState.DONE)
            .filter(i -> !i.recipe().isEmpty())
            .flatMap(i -> times(each - evidence.replicates(i.number()), i.quantTypes()));
    Stream<List<String>> planned =
        iterations.stream()
            .filter(i -> !i.recipe().isEmpty())
            .flatMap(i -> times(each, i.quantTypes()));
    return Stream.concat(complete, planned).flatMap(List::stream).toList();
  }

  private static Stream<List<String>> times(int count, List<String> types) {
    return Collections.nCopies(Math.max(0, count), types).stream();
  }

  /**
   * @param replicates the types that are quantized of other text, which is calibrated already
   */
  private Cost cost(List<Planned> iterations, List<String> replicates, boolean atMost) {
    int missing = evidence.corpora().stream().mapToInt(c -> missing(c, iterations)).sum();
    List<String> types =
        Stream.concat(
                iterations.stream().flatMap(i -> i.quantTypes().stream()), replicates.stream())
            .toList();
    // The baseline is decoded once a run.
    long decoded = types.isEmpty() ? 0 : types.size() + 1L;
    long evaluation = decoded * evidence.evaluationChunks() * contextSize;
    return evidence.speeds().cost(missing, contextSize, types, evaluation, atMost);
  }

  private int missing(Corpus corpus, List<Planned> iterations) {
    int wanted = iterations.stream().mapToInt(i -> chunks(i, corpus)).max().orElse(0);
    Stream<ChunkRange> own =
        evidence.blocks().stream()
            .filter(block -> block.corpus().equals(corpus.id()))
            .map(block -> new ChunkRange(block.firstChunk(), block.chunks()));
    List<ChunkRange> existing =
        Stream.concat(own, evidence.shared().get(corpus.id()).stream()).toList();
    return wanted == 0
        ? 0
        : LedgerPlan.of(
                existing,
                new ChunkRange(0, wanted),
                evidence.aside().get(corpus.id()),
                BlockEnds.LONGEST)
            .missingChunks();
  }

  private static int chunks(Planned iteration, Corpus corpus) {
    return iteration.recipe().stream()
        .filter(part -> part.corpus().equals(corpus.id()))
        .mapToInt(RecipePart::chunks)
        .sum();
  }
}
