package dev.quantloop.tracker.stats;

import java.util.BitSet;

/**
 * What a chunk of an evaluation gave, per scored token, in nats. The arrays are of equal length and
 * belong to the record; do not change them.
 *
 * @param kld of baseline and quant, no NaN
 * @param sameTop bit i: both models had the same most likely token at scored position i
 */
public record ChunkTokens(float[] kld, float[] baseNll, float[] nll, BitSet sameTop) {
  public ChunkTokens {
    int tokens = kld.length;
    if (tokens == 0 || baseNll.length != tokens || nll.length != tokens) {
      throw new IllegalArgumentException("per-token results of different lengths, or none");
    }
    if (sameTop.length() > tokens) {
      throw new IllegalArgumentException("more same-top bits than tokens");
    }
  }

  public int tokens() {
    return kld.length;
  }
}
