package dev.quantloop.app.experiment;

import dev.quantloop.app.UserException;
import dev.quantloop.app.corpus.ChunkOrder;
import dev.quantloop.app.corpus.CorpusSampling;
import dev.quantloop.app.corpus.CorpusSplit;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import java.util.Arrays;
import java.util.List;

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

  /** How many tokens of a model the documents of a source hold. */
  public record Counted(String source, long[] documents) {
    long tokens() {
      return Arrays.stream(documents).sum();
    }
  }

  /**
   * What is foreseen of sources before they are split.
   *
   * @throws UserException when the sizes make no sense or the texts are too short for them
   */
  public static CorpusPlan foreseen(List<Counted> sources, SettingValues settings) {
    int chunks = evaluationChunks(sources, settings);
    return of(
        sources.stream()
            .map(s -> CorpusSampling.foreseen(s.source(), s.documents(), settings, chunks))
            .toList(),
        settings);
  }

  /**
   * Chunks of each source that are evaluated on: as many as asked for, or by how many there are.
   */
  public static int evaluationChunks(List<Counted> sources, SettingValues settings) {
    return settings
        .find(Setting.CHUNKS)
        .orElseGet(() -> usualChunks(sources, settings.get(Setting.CONTEXT)));
  }

  /**
   * @throws UserException when the sizes make no sense or the texts are too short for them
   */
  public static CorpusPlan of(List<CorpusSplit> splits, SettingValues settings) {
    int contextSize = settings.get(Setting.CONTEXT);
    // The sizes are refused before the usual start, which follows from the pool, is put in.
    requirePool(splits, settings);
    long start = settings.find(Setting.START).orElseGet(() -> usualStart(splits, settings));
    List<Integer> counts =
        growth(start, settings).chunkCounts(contextSize, ChunkOrder.of(splits).size());
    return new CorpusPlan(splits, start, counts);
  }

  private static int usualChunks(List<Counted> sources, int contextSize) {
    long shortest = sources.stream().mapToLong(s -> s.tokens() / contextSize).min().orElseThrow();
    return (int) Math.max(1, Math.min(Setting.USUAL_EVALUATION_CHUNKS, shortest / 3));
  }

  private static void requirePool(List<CorpusSplit> splits, SettingValues settings) {
    long start = settings.find(Setting.START).orElse(1L);
    growth(start, settings);
    CorpusSplit.requirePool(splits, Math.max(start, settings.find(Setting.MAX).orElse(0L)));
  }

  private static GrowthPlan growth(long start, SettingValues settings) {
    return new GrowthPlan(
        start, settings.get(Setting.GROWTH), settings.find(Setting.MAX).orElse(0L));
  }

  private static long usualStart(List<CorpusSplit> splits, SettingValues settings) {
    long largest = settings.find(Setting.MAX).orElse(poolTokens(splits));
    return Math.max(
        Math.min(settings.get(Setting.CONTEXT), largest),
        Math.min(Setting.USUAL_START_TOKENS, largest / 16));
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
