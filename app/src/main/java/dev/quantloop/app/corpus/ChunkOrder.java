package dev.quantloop.app.corpus;

import java.util.List;

/**
 * The order in which corpora take chunks from the pools: round robin over the sources, one chunk
 * each, an exhausted source is skipped. A corpus of n chunks is the first n of this order, so each
 * corpus contains every smaller one.
 *
 * @param poolChunks chunks in the pool of each source
 */
public record ChunkOrder(List<Integer> poolChunks) {
  public ChunkOrder {
    poolChunks = List.copyOf(poolChunks);
  }

  public static ChunkOrder of(List<CorpusSplit> splits) {
    return new ChunkOrder(splits.stream().map(CorpusSplit::poolChunks).toList());
  }

  public int size() {
    return poolChunks.stream().mapToInt(Integer::intValue).sum();
  }

  /** Chunks that a corpus of so many tokens takes: a part of a chunk counts as one. */
  public static int chunksFor(long tokens, int contextSize) {
    return Math.toIntExact((tokens + contextSize - 1) / contextSize);
  }

  /**
   * How many chunks of each source the first {@code chunks} of the order take. A source gives its
   * chunks in their own order, so these counts say everything.
   */
  public int[] counts(int chunks) {
    if (chunks < 0 || chunks > size()) {
      throw new IllegalArgumentException(chunks + " chunks of pools " + poolChunks);
    }
    int[] counts = new int[poolChunks.size()];
    for (int left = chunks, source = 0; left > 0; source = (source + 1) % counts.length) {
      if (counts[source] < poolChunks.get(source)) {
        counts[source]++;
        left--;
      }
    }
    return counts;
  }
}
