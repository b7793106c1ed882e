package dev.quantloop.app.guide;

import dev.quantloop.app.corpus.ChunkOrder;
import dev.quantloop.app.experiment.ChunkRange;
import dev.quantloop.app.experiment.GrowthPlan;
import dev.quantloop.app.experiment.LedgerPlan;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.LedgerBlock;
import dev.quantloop.tracker.record.RecipePart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What iterations to come will cost, by the speeds of those on record. */
final class Estimate {
  private final Evidence evidence;
  private final int contextSize;

  Estimate(Evidence evidence) {
    this.evidence = evidence;
    this.contextSize = evidence.settings().nCtx();
  }

  /**
   * An iteration to come.
   *
   * @param chunks of the pool of each corpus
   */
  record Planned(Map<Corpus, Integer> chunks, List<String> quantTypes) {}

  /** The first {@code chunks} chunks of some corpora, in turn. */
  Planned planned(List<Corpus> corpora, int chunks, List<String> quantTypes) {
    ChunkOrder order = evidence.order(corpora);
    int[] counts = order.counts(Math.min(chunks, order.size()));
    Map<Corpus, Integer> parts = new HashMap<>();
    for (int i = 0; i < counts.length; i++) {
      parts.put(corpora.get(i), counts[i]);
    }
    return new Planned(parts, quantTypes);
  }

  /** All that the loop has before it if no plateau ends it. */
  List<Planned> remaining() {
    List<Planned> left = new ArrayList<>();
    evidence.unfinished().forEach(iteration -> left.add(unfinished(iteration)));
    if (evidence.iterations().isEmpty()) {
      left.add(new Planned(Map.of(), typesWithoutImatrix()));
    }
    for (int chunks : sizesToCome()) {
      left.add(planned(evidence.corpora(), chunks, evidence.settings().quantTypes()));
    }
    return left;
  }

  /** Chunks of the corpora that the loop has not planned yet. */
  List<Integer> sizesToCome() {
    var settings = evidence.settings();
    return new GrowthPlan(settings.startTokens(), settings.growth(), settings.maxTokens().orElse(0))
        .chunkCounts(contextSize, evidence.order(evidence.corpora()).size()).stream()
            .filter(chunks -> (long) chunks * contextSize > evidence.largestPlanned())
            .toList();
  }

  Cost of(List<Planned> iterations, boolean atMost) {
    int missing = evidence.corpora().stream().mapToInt(c -> missing(c, iterations)).sum();
    List<String> types = iterations.stream().flatMap(i -> i.quantTypes().stream()).toList();
    // The baseline is decoded once a run.
    long decoded = types.isEmpty() ? 0 : types.size() + 1L;
    long evaluation = decoded * evidence.evaluationChunks() * contextSize;
    return cost(missing, types, evaluation, atMost);
  }

  /** Of an experiment that starts from nothing. */
  Cost fresh(int calibrationChunks, List<String> types, int evaluationChunks) {
    long evaluation = (types.size() + 1L) * evaluationChunks * contextSize;
    return cost(calibrationChunks, types, evaluation, true);
  }

  private Cost cost(int newChunks, List<String> types, long evaluationTokens, boolean atMost) {
    return evidence.speeds().cost(newChunks, contextSize, types, evaluationTokens, atMost);
  }

  private int missing(Corpus corpus, List<Planned> iterations) {
    int wanted =
        iterations.stream().mapToInt(i -> i.chunks().getOrDefault(corpus, 0)).max().orElse(0);
    return LedgerPlan.of(existing(corpus), wanted).missingChunks();
  }

  private List<ChunkRange> existing(Corpus corpus) {
    return evidence.blocks().stream()
        .filter(block -> block.corpus().equals(corpus.id()))
        .map((LedgerBlock block) -> new ChunkRange(block.firstChunk(), block.chunks()))
        .toList();
  }

  private Planned unfinished(Iteration iteration) {
    Map<Corpus, Integer> parts = new HashMap<>();
    for (Corpus corpus : evidence.corporaOf(iteration)) {
      int chunks =
          iteration.recipe().stream()
              .filter(part -> part.corpus().equals(corpus.id()))
              .mapToInt(RecipePart::chunks)
              .sum();
      parts.put(corpus, chunks);
    }
    return new Planned(parts, iteration.quantTypes());
  }

  private List<String> typesWithoutImatrix() {
    return evidence.settings().quantTypes().stream()
        .filter(type -> !QuantType.parse(type).needsImatrix())
        .toList();
  }
}
