package dev.quantloop.tracker.stats;

import dev.quantloop.tracker.stats.ClusterSums.Sum;

/** The figures of one resample. */
final class ResampledFigures {
  private final ClusterSums sums;
  private final int[] weights;
  private final double tokens;
  private final double median;
  private final double kld90;
  private final double kld95;
  private final double kld99;
  private final double kld999;

  ResampledFigures(ClusterSums sums, ClusterQuantiles kld, int[] weights) {
    this.sums = sums;
    this.weights = weights;
    this.tokens = sums.weighted(Sum.TOKENS, weights);
    long count = (long) tokens;
    this.median = kld.at(0.5, weights, count);
    this.kld90 = kld.at(0.9, weights, count);
    this.kld95 = kld.at(0.95, weights, count);
    this.kld99 = kld.at(0.99, weights, count);
    this.kld999 = kld.at(0.999, weights, count);
  }

  double get(Figure figure) {
    return switch (figure) {
      case MEAN -> mean(Sum.KLD);
      case MEDIAN -> median;
      case KLD_90 -> kld90;
      case KLD_95 -> kld95;
      case KLD_99 -> kld99;
      case KLD_99_9 -> kld999;
      case PPL -> Math.exp(mean(Sum.NLL));
      case LN_PPL_RATIO -> mean(Sum.NLL) - mean(Sum.BASE_NLL);
      case PPL_RATIO -> Math.exp(mean(Sum.NLL) - mean(Sum.BASE_NLL));
      case DELTA_P_MEAN -> mean(Sum.DELTA_P);
      case DELTA_P_RMS -> Math.sqrt(mean(Sum.SQUARED_DELTA_P));
      case SAME_TOP -> mean(Sum.SAME_TOP);
      case COMPOSITE -> CompositeScore.of(median, kld90, kld95, kld99);
      default -> throw new IllegalArgumentException(figure + " is not resampled");
    };
  }

  private double mean(Sum sum) {
    return sums.weighted(sum, weights) / tokens;
  }
}
