package dev.quantloop.tracker.record;

import dev.quantloop.tracker.stats.ChunkTokens;
import dev.quantloop.tracker.stats.ConfidenceBucket;
import dev.quantloop.tracker.stats.FigureValues;
import dev.quantloop.tracker.stats.TokenResults;
import java.nio.FloatBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What one chunk of an evaluation gave, per scored token, in nats. The arrays are of equal length
 * and belong to the record; do not change them.
 *
 * @param sameTop bit i: both models had the same most likely token at scored position i
 * @param baseTop the probability that the baseline gave its most likely token; empty where that was
 *     not recorded yet
 */
public record ChunkResult(
    int chunk,
    float[] kld,
    float[] baseNll,
    float[] nll,
    BitSet sameTop,
    Optional<float[]> baseTop) {
  public ChunkResult {
    int tokens = kld.length;
    if (tokens == 0
        || baseNll.length != tokens
        || nll.length != tokens
        || baseTop.filter(top -> top.length != tokens).isPresent()) {
      throw new IllegalArgumentException("per-token results of different lengths, or none");
    }
    if (sameTop.length() > tokens) {
      throw new IllegalArgumentException("more same-top bits than tokens");
    }
  }

  /** The same as another chunk's; the arrays are shared. */
  public ChunkResult numbered(int number) {
    return new ChunkResult(number, kld, baseNll, nll, sameTop, baseTop);
  }

  /** Of all tokens of all chunks, which weigh the same. */
  public static TokenResults tokens(List<ChunkResult> chunks) {
    return TokenResults.of(
        joined(chunks, ChunkResult::kld),
        joined(chunks, ChunkResult::baseNll),
        joined(chunks, ChunkResult::nll),
        chunks.stream().mapToLong(chunk -> chunk.sameTop().cardinality()).sum());
  }

  /** As statistics take them. */
  public ChunkTokens tokens() {
    return new ChunkTokens(kld, baseNll, nll, sameTop);
  }

  public static FigureValues statistics(List<ChunkResult> chunks) {
    return FigureValues.of(tokens(chunks));
  }

  /** By how sure the baseline is; none where that was not recorded of every chunk. */
  public static List<ConfidenceBucket> confidence(List<ChunkResult> chunks) {
    if (chunks.stream().anyMatch(chunk -> chunk.baseTop().isEmpty())) {
      return List.of();
    }
    BitSet sameTop = new BitSet();
    int before = 0;
    for (ChunkResult chunk : chunks) {
      int first = before;
      chunk.sameTop().stream().forEach(i -> sameTop.set(first + i));
      before += chunk.kld().length;
    }
    ChunkTokens all =
        new ChunkTokens(
            joined(chunks, ChunkResult::kld),
            joined(chunks, ChunkResult::baseNll),
            joined(chunks, ChunkResult::nll),
            sameTop);
    return ConfidenceBucket.of(all, joined(chunks, chunk -> chunk.baseTop().get()));
  }

  public boolean isFinite() {
    for (int i = 0; i < kld.length; i++) {
      if (!Float.isFinite(kld[i]) || !Float.isFinite(baseNll[i]) || !Float.isFinite(nll[i])) {
        return false;
      }
    }
    return true;
  }

  private static float[] joined(List<ChunkResult> chunks, Function<ChunkResult, float[]> part) {
    FloatBuffer all = FloatBuffer.allocate(chunks.stream().mapToInt(c -> c.kld.length).sum());
    chunks.forEach(chunk -> all.put(part.apply(chunk)));
    return all.array();
  }
}
