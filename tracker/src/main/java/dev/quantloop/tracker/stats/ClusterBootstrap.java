package dev.quantloop.tracker.stats;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Resamples the figures of an evaluated quant. Tokens of a document resemble each other, so whole
 * clusters are drawn, with replacement, within each evaluation set as many as it has. Each token
 * weighs the same. Percentiles are exactly those of the resampled tokens.
 */
public final class ClusterBootstrap {
  private final List<Stratum> strata;
  private final Resampling how;
  private final List<ChunkTokens> all;
  private final int[] clusters;
  private final int[] clusterOfChunk;
  private final ClusterQuantiles kld;

  private ClusterBootstrap(List<Stratum> strata, List<List<ChunkTokens>> chunks, Resampling how) {
    this.strata = strata;
    this.how = how;
    this.all = chunks.stream().flatMap(Collection::stream).toList();
    this.clusters = strata.stream().mapToInt(Stratum::clusters).toArray();
    this.clusterOfChunk = clusterOfChunk();
    this.kld =
        new ClusterQuantiles(
            joined(all, ChunkTokens::kld), clusterOfToken(all, clusterOfChunk), total());
  }

  /**
   * @param chunks of each stratum, in the order of its {@link Stratum#clusterOfChunk}
   */
  public static Resampled of(List<Stratum> strata, List<List<ChunkTokens>> chunks, Resampling how) {
    return checked(strata, chunks, how).resampled();
  }

  /**
   * The composite alone, which takes a fraction of the time.
   *
   * @param value of the tokens themselves
   * @param resampled in each resample
   */
  record Composites(double value, double[] resampled) {}

  static Composites composites(
      List<Stratum> strata, List<List<ChunkTokens>> chunks, Resampling how) {
    return checked(strata, chunks, how).composites();
  }

  private static ClusterBootstrap checked(
      List<Stratum> strata, List<List<ChunkTokens>> chunks, Resampling how) {
    if (strata.isEmpty() || strata.size() != chunks.size()) {
      throw new IllegalArgumentException("each evaluation set needs its chunks");
    }
    for (int s = 0; s < strata.size(); s++) {
      if (strata.get(s).chunks() != chunks.get(s).size()) {
        throw new IllegalArgumentException(
            "%d clusters for %d chunks".formatted(strata.get(s).chunks(), chunks.get(s).size()));
      }
    }
    return new ClusterBootstrap(strata, chunks, how);
  }

  private Composites composites() {
    long[] tokens = new long[total()];
    for (int c = 0; c < clusterOfChunk.length; c++) {
      tokens[clusterOfChunk[c]] += all.get(c).tokens();
    }
    int[] once = new int[total()];
    Arrays.fill(once, 1);
    return new Composites(
        composite(tokens, once),
        IntStream.range(0, how.resamples())
            .parallel()
            .mapToDouble(b -> composite(tokens, weights(b)))
            .toArray());
  }

  private double composite(long[] tokens, int[] weights) {
    long count = 0;
    for (int c = 0; c < weights.length; c++) {
      count += weights[c] * tokens[c];
    }
    return CompositeScore.of(
        kld.at(0.5, weights, count),
        kld.at(0.9, weights, count),
        kld.at(0.95, weights, count),
        kld.at(0.99, weights, count));
  }

  private Resampled resampled() {
    ClusterSums sums = ClusterSums.of(all, clusterOfChunk, total());
    List<Figure> figures = Resampled.FIGURES;
    float[][] values = new float[figures.size()][how.resamples()];
    IntStream.range(0, how.resamples())
        .parallel()
        .forEach(
            b -> {
              ResampledFigures resample = new ResampledFigures(sums, kld, weights(b));
              for (int f = 0; f < values.length; f++) {
                values[f][b] = (float) resample.get(figures.get(f));
              }
            });
    return new Resampled(how, Sample.of(strata), values);
  }

  private int[] weights(int b) {
    int[] weights = new int[total()];
    int offset = 0;
    for (int s = 0; s < clusters.length; s++) {
      ClusterWeights.draw(strata.get(s), clusters[s], how.seed(), b, weights, offset);
      offset += clusters[s];
    }
    return weights;
  }

  /** Clusters of all strata. */
  private int total() {
    return Arrays.stream(clusters).sum();
  }

  /** Over all strata, with their clusters numbered through. */
  private int[] clusterOfChunk() {
    int[] numbered = new int[strata.stream().mapToInt(Stratum::chunks).sum()];
    int chunk = 0;
    int offset = 0;
    for (int s = 0; s < clusters.length; s++) {
      for (int cluster : strata.get(s).clusterOfChunk()) {
        numbered[chunk++] = offset + cluster;
      }
      offset += clusters[s];
    }
    return numbered;
  }

  private static int[] clusterOfToken(List<ChunkTokens> chunks, int[] clusterOfChunk) {
    int[] all = new int[chunks.stream().mapToInt(ChunkTokens::tokens).sum()];
    int token = 0;
    for (int c = 0; c < clusterOfChunk.length; c++) {
      int end = token + chunks.get(c).tokens();
      Arrays.fill(all, token, end, clusterOfChunk[c]);
      token = end;
    }
    return all;
  }

  private static float[] joined(List<ChunkTokens> chunks, Function<ChunkTokens, float[]> part) {
    FloatBuffer all = FloatBuffer.allocate(chunks.stream().mapToInt(ChunkTokens::tokens).sum());
    chunks.forEach(chunk -> all.put(part.apply(chunk)));
    return all.array();
  }
}
