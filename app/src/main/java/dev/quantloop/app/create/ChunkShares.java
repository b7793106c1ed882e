package dev.quantloop.app.create;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Counts the tokens of each source in the chunks of a corpus. Used by one thread. */
final class ChunkShares {
  private final int contextSize;
  private final long[] all;
  private final int[] inChunk;
  private final double[] least;
  private final double[] largest;
  private long tokens;

  ChunkShares(int sources, int contextSize) {
    this.contextSize = contextSize;
    this.all = new long[sources];
    this.inChunk = new int[sources];
    this.least = new double[sources];
    this.largest = new double[sources];
    Arrays.fill(least, 1);
  }

  /** Counts the next token. */
  void add(int source) {
    all[source]++;
    inChunk[source]++;
    if (++tokens % contextSize == 0) {
      for (int i = 0; i < inChunk.length; i++) {
        double share = (double) inChunk[i] / contextSize;
        least[i] = Math.min(least[i], share);
        largest[i] = Math.max(largest[i], share);
      }
      Arrays.fill(inChunk, 0);
    }
  }

  BuildCorpus.Built built() {
    List<Double> shares = new ArrayList<>();
    for (long count : all) {
      shares.add((double) count / tokens);
    }
    return new BuildCorpus.Built(
        tokens,
        shares,
        Arrays.stream(least).boxed().toList(),
        Arrays.stream(largest).boxed().toList());
  }
}
