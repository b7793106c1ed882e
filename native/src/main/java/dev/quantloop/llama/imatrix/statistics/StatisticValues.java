package dev.quantloop.llama.imatrix.statistics;

import java.util.Arrays;
import java.util.List;

/** A value of each statistic; NaN for those that are not defined or not known. Immutable. */
public final class StatisticValues {
  private final double[] values = new double[Statistic.values().length];

  private StatisticValues() {
    Arrays.fill(values, Double.NaN);
  }

  /**
   * @param energy of the mean squares
   * @param squares mean squares of one or several experts and weights
   * @param plain mean activations of the same; none where they are not known
   */
  static StatisticValues of(
      Energy energy, List<Columns> squares, List<Columns> plain, Earlier earlier) {
    StatisticValues all = new StatisticValues();
    if (energy.columns() > 0) {
      all.setOwn(energy);
      all.setSquares(squares);
      all.setPlain(energy, plain);
      all.setEarlier(earlier);
    }
    return all;
  }

  public double get(Statistic statistic) {
    return values[statistic.ordinal()];
  }

  private void setOwn(Energy energy) {
    set(Statistic.TOTAL, energy.total());
    set(Statistic.ACTIVE, energy.activeShare());
    set(Statistic.ENTROPY, energy.entropy());
    set(Statistic.NORMALIZED_ENTROPY, energy.normalizedEntropy());
  }

  private void setSquares(List<Columns> squares) {
    ColumnDistribution v = ColumnDistribution.of(squares);
    set(Statistic.MIN, v.min());
    set(Statistic.MAX, v.max());
    set(Statistic.MEAN_SQUARE, v.mean());
    set(Statistic.SQUARE_DEVIATION, v.deviation());
    set(Statistic.ZD_ABOVE, v.shareAbove(squares));
    set(Statistic.ZD_BEYOND, v.shareBeyond(squares));
    set(Statistic.SQUARE_SKEWNESS, v.skewness());
    set(Statistic.SQUARE_KURTOSIS, v.kurtosis());
  }

  private void setPlain(Energy energy, List<Columns> plain) {
    if (!plain.isEmpty()) {
      ColumnDistribution m = ColumnDistribution.of(plain);
      double power = m.deviation() * m.deviation() + m.mean() * m.mean();
      set(Statistic.MEAN, m.mean());
      set(Statistic.DEVIATION, m.deviation());
      set(Statistic.SKEWNESS, m.skewness());
      set(Statistic.KURTOSIS, m.kurtosis());
      set(Statistic.CONSTANT_SHARE, power * energy.columns() / energy.total());
    }
  }

  private void setEarlier(Earlier earlier) {
    set(Statistic.COSINE, earlier.squares().cosine());
    set(Statistic.CORRELATION, earlier.squares().correlation());
    set(Statistic.COVARIANCE, earlier.squares().covariance());
    set(Statistic.GAIN, earlier.gain());
    set(Statistic.MEAN_COSINE, earlier.plain().cosine());
    set(Statistic.MEAN_CORRELATION, earlier.plain().correlation());
    set(Statistic.MEAN_COVARIANCE, earlier.plain().covariance());
    set(Statistic.DISTANCE, earlier.plain().distance());
    set(Statistic.ECS, 100 * (1 - earlier.euclideanCosine()));
    set(Statistic.ECS_2025, 100 * earlier.euclideanCosine());
  }

  private void set(Statistic statistic, double value) {
    values[statistic.ordinal()] = value;
  }
}
