package dev.quantloop.tracker.stats;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * How often a resample takes each cluster of a stratum: as many draws with replacement as there are
 * clusters. They follow from seed, stratum, number of the resample and number of clusters, on every
 * machine alike, so that all quants that were evaluated on a set see the same documents.
 */
final class ClusterWeights {
  private ClusterWeights() {}

  /** Adds the draws of resample {@code b} to {@code weights}, from {@code offset} on. */
  static void draw(Stratum stratum, int clusters, long seed, int b, int[] weights, int offset) {
    long state = start(stratum.key(), clusters, seed, b);
    for (int i = 0; i < clusters; i++) {
      state += 0x9e3779b97f4a7c15L;
      weights[offset + below(clusters, mixed(state))]++;
    }
  }

  private static long start(String key, int clusters, long seed, int b) {
    String text = seed + " " + key + " " + clusters + " " + b;
    return ByteBuffer.wrap(sha256().digest(text.getBytes(StandardCharsets.UTF_8))).getLong();
  }

  /** The output function of SplitMix64 (Steele, Lea and Flood 2014). */
  private static long mixed(long state) {
    long z = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** Scales the upper 32 bits; what is off in the share of a cluster is below 2^-32. */
  private static int below(int bound, long bits) {
    return (int) ((bits >>> 32) * bound >>> 32);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
