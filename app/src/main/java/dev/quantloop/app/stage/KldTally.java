package dev.quantloop.app.stage;

import dev.quantloop.llama.score.ChunkScores;
import java.util.Arrays;

/** The scores of one candidate as they come in, chunk by chunk. Not thread-safe. */
final class KldTally {
  private float[] kld = new float[0];
  private float[] baseNll = new float[0];
  private float[] nll = new float[0];
  private int count;
  private int chunks;
  private long sameTop;

  void add(ChunkScores scores) {
    int more = scores.count();
    if (count + more > kld.length) {
      int capacity = Math.max(2 * kld.length, count + more);
      kld = Arrays.copyOf(kld, capacity);
      baseNll = Arrays.copyOf(baseNll, capacity);
      nll = Arrays.copyOf(nll, capacity);
    }
    System.arraycopy(scores.kld(), 0, kld, count, more);
    System.arraycopy(scores.baseNll(), 0, baseNll, count, more);
    System.arraycopy(scores.nll(), 0, nll, count, more);
    count += more;
    chunks++;
    sameTop += scores.sameTop().cardinality();
  }

  KldSummary summary() {
    return KldSummary.of(
        chunks,
        Arrays.copyOf(kld, count),
        Arrays.copyOf(baseNll, count),
        Arrays.copyOf(nll, count),
        sameTop);
  }
}
