package dev.quantloop.tracker.stats;

import java.util.List;
import java.util.stream.IntStream;

/** What the figures that are means need of each cluster. Immutable. */
final class ClusterSums {
  /** What is summed over the tokens of a cluster. */
  enum Sum {
    TOKENS,
    KLD,
    BASE_NLL,
    NLL,
    DELTA_P,
    SQUARED_DELTA_P,
    SAME_TOP
  }

  /** By sum, then cluster. */
  private final double[][] sums;

  private ClusterSums(double[][] sums) {
    this.sums = sums;
  }

  static ClusterSums of(List<ChunkTokens> chunks, int[] clusterOfChunk, int clusters) {
    double[][] ofChunks =
        IntStream.range(0, chunks.size())
            .parallel()
            .mapToObj(c -> ofChunk(chunks.get(c)))
            .toArray(double[][]::new);
    double[][] sums = new double[Sum.values().length][clusters];
    for (int c = 0; c < ofChunks.length; c++) {
      for (int s = 0; s < sums.length; s++) {
        sums[s][clusterOfChunk[c]] += ofChunks[c][s];
      }
    }
    return new ClusterSums(sums);
  }

  private static double[] ofChunk(ChunkTokens chunk) {
    double[] sums = new double[Sum.values().length];
    for (int i = 0; i < chunk.tokens(); i++) {
      double deltaP = Math.exp(-chunk.nll()[i]) - Math.exp(-chunk.baseNll()[i]);
      sums[Sum.KLD.ordinal()] += chunk.kld()[i];
      sums[Sum.BASE_NLL.ordinal()] += chunk.baseNll()[i];
      sums[Sum.NLL.ordinal()] += chunk.nll()[i];
      sums[Sum.DELTA_P.ordinal()] += deltaP;
      sums[Sum.SQUARED_DELTA_P.ordinal()] += deltaP * deltaP;
    }
    sums[Sum.TOKENS.ordinal()] = chunk.tokens();
    sums[Sum.SAME_TOP.ordinal()] = chunk.sameTop().cardinality();
    return sums;
  }

  /** Over clusters that count as often as their weights say. */
  double weighted(Sum sum, int[] weights) {
    double[] ofClusters = sums[sum.ordinal()];
    double total = 0;
    for (int c = 0; c < weights.length; c++) {
      total += weights[c] * ofClusters[c];
    }
    return total;
  }
}
