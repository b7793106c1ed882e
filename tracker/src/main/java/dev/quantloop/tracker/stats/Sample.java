package dev.quantloop.tracker.stats;

import static java.util.Comparator.comparing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * Which tokens were resampled in which clusters.
 *
 * @param sha256 of keys and clusters of the evaluation sets; quants with the same can be compared
 * @param clustersOfStrata how many clusters each evaluation set has
 */
record Sample(String sha256, List<Integer> clustersOfStrata) {
  /** The same whatever the order of the evaluation sets. */
  static Sample of(List<Stratum> strata) {
    MessageDigest digest = ClusterWeights.sha256();
    for (Stratum stratum : strata.stream().sorted(comparing(Stratum::key)).toList()) {
      digest.update((stratum.key() + " " + stratum.chunks()).getBytes(StandardCharsets.UTF_8));
      ByteBuffer clusters = ByteBuffer.allocate(4 * stratum.chunks());
      clusters.asIntBuffer().put(stratum.clusterOfChunk());
      digest.update(clusters);
    }
    return new Sample(
        HexFormat.of().formatHex(digest.digest()),
        strata.stream().map(Stratum::clusters).sorted().toList());
  }

  int clusters() {
    return clustersOfStrata.stream().mapToInt(Integer::intValue).sum();
  }

  /** Degrees of freedom: each evaluation set has its own mean. */
  int freedom() {
    return clusters() - clustersOfStrata.size();
  }

  /** Whether a standard error can be had from it: a set of one cluster does not show its luck. */
  boolean suffices() {
    return clusters() >= PairedComparison.LEAST_CLUSTERS && leastClusters() > 1;
  }

  /** Of the evaluation set that has fewest. */
  int leastClusters() {
    return clustersOfStrata.stream().mapToInt(Integer::intValue).min().orElseThrow();
  }
}
