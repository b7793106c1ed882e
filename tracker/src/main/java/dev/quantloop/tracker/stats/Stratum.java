package dev.quantloop.tracker.stats;

import java.util.Arrays;
import java.util.BitSet;

/**
 * An evaluation set, as it is resampled: by whole clusters. A cluster is a document with its
 * chunks, or several documents that share a chunk. The array belongs to the record.
 *
 * @param key SHA-256 of the set's tokens in hexadecimal, and which chunks were put aside
 * @param clusterOfChunk the cluster that each chunk that counts belongs to, from 0 without gaps
 */
public record Stratum(String key, int[] clusterOfChunk) {
  public Stratum {
    BitSet clusters = new BitSet();
    Arrays.stream(clusterOfChunk).forEach(clusters::set);
    if (clusters.isEmpty() || clusters.length() != clusters.cardinality()) {
      throw new IllegalArgumentException("clusters have to be numbered from 0 without gaps");
    }
  }

  public int chunks() {
    return clusterOfChunk.length;
  }

  public int clusters() {
    return Arrays.stream(clusterOfChunk).max().orElseThrow() + 1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Stratum that
        && key.equals(that.key)
        && Arrays.equals(clusterOfChunk, that.clusterOfChunk);
  }

  @Override
  public int hashCode() {
    return key.hashCode() + Arrays.hashCode(clusterOfChunk);
  }
}
