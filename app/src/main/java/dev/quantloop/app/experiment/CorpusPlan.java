package dev.quantloop.app.experiment;

import dev.quantloop.app.UserException;
import dev.quantloop.app.corpus.ChunkOrder;
import dev.quantloop.app.corpus.CorpusSplit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How the texts of an experiment are divided, and which corpora the loop grows on them.
 *
 * @param splits of the sources, in their order
 * @param startTokens of the first corpus
 * @param chunkCounts chunks of each corpus, the first iteration first
 */
public record CorpusPlan(List<CorpusSplit> splits, long startTokens, List<Integer> chunkCounts) {
  public CorpusPlan {
    splits = List.copyOf(splits);
    chunkCounts = List.copyOf(chunkCounts);
  }

  /** How many tokens of a model a source holds. */
  public record Counted(String source, int tokens) {}

  /**
   * What is asked for; what is left empty is chosen by how much text there is.
   *
   * @param contextSize tokens a chunk
   * @param evaluationChunks of each source
   * @param growth factor from one corpus to the next
   */
  public record Sizes(
      int contextSize,
      OptionalInt evaluationChunks,
      OptionalLong startTokens,
      double growth,
      OptionalLong maxTokens) {}

  /**
   * @throws UserException when the sizes make no sense or the texts are too short for them
   */
  public static CorpusPlan of(List<Counted> sources, Sizes sizes) {
    int chunks = sizes.evaluationChunks().orElseGet(() -> usualChunks(sources, sizes));
    if (chunks < 1) {
      throw new UserException("--eval-chunks must be at least 1, not " + chunks);
    }
    List<CorpusSplit> splits = new ArrayList<>();
    for (Counted source : sources) {
      splits.add(CorpusSplit.of(source.source(), source.tokens(), sizes.contextSize(), chunks));
    }
    // The sizes are refused before the usual start, which follows from the pool, is put in.
    requirePool(splits, sizes);
    long start = sizes.startTokens().orElseGet(() -> usualStart(splits, sizes));
    List<Integer> counts =
        growth(start, sizes).chunkCounts(sizes.contextSize(), ChunkOrder.of(splits).size());
    return new CorpusPlan(splits, start, counts);
  }

  private static int usualChunks(List<Counted> sources, Sizes sizes) {
    int shortest =
        sources.stream().mapToInt(s -> s.tokens() / sizes.contextSize()).min().orElseThrow();
    return Math.max(1, Math.min(ExperimentDraft.USUAL_EVALUATION_CHUNKS, shortest / 3));
  }

  private static void requirePool(List<CorpusSplit> splits, Sizes sizes) {
    long start = sizes.startTokens().orElse(1);
    growth(start, sizes);
    CorpusSplit.requirePool(splits, Math.max(start, sizes.maxTokens().orElse(0)));
  }

  private static GrowthPlan growth(long start, Sizes sizes) {
    return new GrowthPlan(start, sizes.growth(), sizes.maxTokens().orElse(0));
  }

  private static long usualStart(List<CorpusSplit> splits, Sizes sizes) {
    long largest = sizes.maxTokens().orElse(poolTokens(splits));
    return Math.max(
        Math.min(sizes.contextSize(), largest),
        Math.min(ExperimentDraft.USUAL_START_TOKENS, largest / 16));
  }

  /** Of each source. */
  public int evaluationChunks() {
    return splits.get(0).evaluationChunks();
  }

  public int contextSize() {
    return splits.get(0).contextSize();
  }

  public long poolTokens() {
    return poolTokens(splits);
  }

  private static long poolTokens(List<CorpusSplit> splits) {
    return splits.stream().mapToLong(CorpusSplit::poolTokens).sum();
  }
}
