package dev.quantloop.llama.imatrix.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** A value of each statistic; NaN for those that are not defined or not known. Immutable. */
public final class StatisticValues {
  private final double[] values = new double[Statistic.values().length];

  private StatisticValues() {
    Arrays.fill(values, Double.NaN);
  }

  /**
   * Of one or several experts and weights, as if their columns were one's.
   *
   * @param plain whether all have sums of plain activations
   */
  static StatisticValues of(List<ExpertSums> parts, boolean plain, Earlier earlier) {
    StatisticValues all = new StatisticValues();
    Energy energy = Energy.of(parts);
    if (energy.columns() > 0) {
      all.setOwn(energy);
      all.setSquares(parts);
      if (plain) {
        all.setPlain(energy, parts);
      }
      all.setEarlier(earlier);
    }
    return all;
  }

  /** With Σ v alone. */
  static StatisticValues ofTotal(double total) {
    StatisticValues values = new StatisticValues();
    values.set(Statistic.TOTAL, total);
    return values;
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

  private void setSquares(List<ExpertSums> parts) {
    ColumnDistribution v = pooled(parts, ExpertSums::ofSquares);
    ColumnDistribution.Outliers outliers =
        v.outliers(parts.stream().map(ExpertSums::squares).toList());
    set(Statistic.MIN, v.min());
    set(Statistic.MAX, v.max());
    set(Statistic.MEAN_SQUARE, v.mean());
    set(Statistic.SQUARE_DEVIATION, v.deviation());
    set(Statistic.ZD_ABOVE, outliers.above());
    set(Statistic.ZD_BEYOND, outliers.beyond());
    set(Statistic.SQUARE_SKEWNESS, v.skewness());
    set(Statistic.SQUARE_KURTOSIS, v.kurtosis());
  }

  private void setPlain(Energy energy, List<ExpertSums> parts) {
    ColumnDistribution m = pooled(parts, ExpertSums::ofPlain);
    double power = m.deviation() * m.deviation() + m.mean() * m.mean();
    set(Statistic.MEAN, m.mean());
    set(Statistic.DEVIATION, m.deviation());
    set(Statistic.SKEWNESS, m.skewness());
    set(Statistic.KURTOSIS, m.kurtosis());
    set(Statistic.CONSTANT_SHARE, power * energy.columns() / energy.total());
  }

  private static ColumnDistribution pooled(
      List<ExpertSums> parts, Function<ExpertSums, ColumnDistribution> of) {
    return parts.stream().map(of).reduce(ColumnDistribution.NONE, ColumnDistribution::plus);
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
