package dev.quantloop.app.corpus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The order in which corpora take chunks from the pools: round robin over the sources, one chunk
 * each, an exhausted source is skipped. A corpus of n chunks is the first n of this order, so each
 * corpus contains every smaller one.
 *
 * @param poolChunks chunks in the pool of each source
 */
public record ChunkOrder(List<Integer> poolChunks) {
  /** A chunk of a source's pool; both numbers count from 0. */
  public record PoolChunk(int source, int chunk) {}

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
    requireWithin(chunks);
    int rounds = wholeRounds(chunks);
    int[] counts = new int[poolChunks.size()];
    int left = chunks - takenIn(rounds);
    for (int source = 0; source < counts.length; source++) {
      boolean oneMore = left > 0 && poolChunks.get(source) > rounds;
      counts[source] = Math.min(rounds, poolChunks.get(source)) + (oneMore ? 1 : 0);
      left -= oneMore ? 1 : 0;
    }
    return counts;
  }

  /** How many rounds over all sources the chunks suffice for. */
  private int wholeRounds(int chunks) {
    int enough = 0;
    int tooMany = chunks + 1;
    while (tooMany - enough > 1) {
      int rounds = (enough + tooMany) >>> 1;
      if (takenIn(rounds) <= chunks) {
        enough = rounds;
      } else {
        tooMany = rounds;
      }
    }
    return enough;
  }

  private int takenIn(int rounds) {
    return poolChunks.stream().mapToInt(pool -> Math.min(rounds, pool)).sum();
  }

  /** The first {@code chunks} chunks of the order. */
  public List<PoolChunk> first(int chunks) {
    requireWithin(chunks);
    List<PoolChunk> order = new ArrayList<>(chunks);
    for (int chunk = 0; order.size() < chunks; chunk++) {
      for (int source = 0; source < poolChunks.size() && order.size() < chunks; source++) {
        if (chunk < poolChunks.get(source)) {
          order.add(new PoolChunk(source, chunk));
        }
      }
    }
    return order;
  }

  private void requireWithin(int chunks) {
    if (chunks < 0 || chunks > size()) {
      throw new IllegalArgumentException(
          chunks + " chunks of pools " + Arrays.toString(poolChunks.toArray()));
    }
  }
}
