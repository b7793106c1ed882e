package dev.quantloop.tracker.stats;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The scored tokens where the baseline is about equally sure of its most likely token: a change
 * matters most where it is sure.
 *
 * @param low least probability of that token
 * @param high the bucket ends below it; that of the surest includes 1
 * @param share of all scored tokens
 * @param statistics of the bucket's tokens alone
 */
public record ConfidenceBucket(double low, double high, double share, FigureValues statistics) {
  private static final double[] BOUNDS = {0, 0.5, 0.9, 0.99, 1};

  /**
   * Those that have tokens, the least sure first.
   *
   * @param baseTop by scored token, the probability of the baseline's most likely token
   */
  public static List<ConfidenceBucket> of(ChunkTokens all, float[] baseTop) {
    List<ConfidenceBucket> buckets = new ArrayList<>();
    for (int i = 1; i < BOUNDS.length; i++) {
      BitSet tokens = tokens(baseTop, BOUNDS[i - 1], BOUNDS[i]);
      if (!tokens.isEmpty()) {
        double share = (double) tokens.cardinality() / all.tokens();
        buckets.add(new ConfidenceBucket(BOUNDS[i - 1], BOUNDS[i], share, statistics(all, tokens)));
      }
    }
    return buckets;
  }

  private static BitSet tokens(float[] baseTop, double low, double high) {
    BitSet tokens = new BitSet();
    for (int i = 0; i < baseTop.length; i++) {
      tokens.set(i, baseTop[i] >= low && (baseTop[i] < high || high == 1));
    }
    return tokens;
  }

  private static FigureValues statistics(ChunkTokens all, BitSet tokens) {
    BitSet same = (BitSet) tokens.clone();
    same.and(all.sameTop());
    return FigureValues.of(
        TokenResults.of(
            some(all.kld(), tokens),
            some(all.baseNll(), tokens),
            some(all.nll(), tokens),
            same.cardinality()));
  }

  private static float[] some(float[] values, BitSet tokens) {
    float[] some = new float[tokens.cardinality()];
    int at = 0;
    for (int i = tokens.nextSetBit(0); i >= 0; i = tokens.nextSetBit(i + 1)) {
      some[at++] = values[i];
    }
    return some;
  }
}
