package dev.quantloop.llama.imatrix.statistics;

import java.util.List;

/**
 * How the values of columns are distributed. All is NaN where there are none; skewness and kurtosis
 * also where all values are the same.
 *
 * @param deviation standard deviation, over N and not N − 1
 * @param kurtosis excess kurtosis, 0 for a normal distribution
 */
record ColumnDistribution(
    double sum,
    double min,
    double max,
    double mean,
    double deviation,
    double skewness,
    double kurtosis) {
  static final ColumnDistribution NONE =
      new ColumnDistribution(
          Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  static ColumnDistribution of(List<Columns> parts) {
    long n = Columns.count(parts);
    if (n == 0) {
      return NONE;
    }
    double sum = 0;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (Columns part : parts) {
      for (int j = 0; j < part.length(); j++) {
        double value = part.at(j);
        sum += value;
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
    }
    return min == max
        ? new ColumnDistribution(sum, min, max, min, 0, Double.NaN, Double.NaN)
        : spread(parts, n, sum, min, max);
  }

  private static ColumnDistribution spread(
      List<Columns> parts, long n, double sum, double min, double max) {
    double mean = sum / n;
    double second = 0;
    double third = 0;
    double fourth = 0;
    for (Columns part : parts) {
      for (int j = 0; j < part.length(); j++) {
        double d = part.at(j) - mean;
        double square = d * d;
        second += square;
        third += square * d;
        fourth += square * square;
      }
    }
    double variance = second / n;
    double deviation = Math.sqrt(variance);
    return new ColumnDistribution(
        sum,
        min,
        max,
        mean,
        deviation,
        third / n / (variance * deviation),
        fourth / n / (variance * variance) - 3);
  }

  /** The share of values that lie more than a standard deviation above the mean. */
  double shareAbove(List<Columns> parts) {
    return share(parts, mean + deviation, Double.NEGATIVE_INFINITY);
  }

  /** The share of values that lie more than a standard deviation off the mean, to either side. */
  double shareBeyond(List<Columns> parts) {
    return share(parts, mean + deviation, mean - deviation);
  }

  private double share(List<Columns> parts, double above, double below) {
    long beyond = 0;
    for (Columns part : parts) {
      for (int j = 0; j < part.length(); j++) {
        double value = part.at(j);
        beyond += value > above || value < below ? 1 : 0;
      }
    }
    return deviation == 0 ? 0 : (double) beyond / Columns.count(parts);
  }
}
