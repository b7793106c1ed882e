package dev.quantloop.llama.imatrix.statistics;

import java.util.List;

/**
 * How the values of columns are distributed, in sums that add up over experts and weights.
 *
 * @param columns how many
 * @param second Σ (x − mean)²
 * @param third Σ (x − mean)³
 * @param fourth Σ (x − mean)⁴
 */
record ColumnDistribution(
    long columns, double sum, double min, double max, double second, double third, double fourth) {
  static final ColumnDistribution NONE =
      new ColumnDistribution(0, 0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0, 0, 0);

  /** Shares of columns that lie more than a standard deviation off the mean. */
  record Outliers(double above, double beyond) {}

  static ColumnDistribution of(Columns columns) {
    double[] sums = columns.sums();
    double scale = columns.scale();
    double sum = 0;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (int j = columns.from(); j < columns.end(); j++) {
      double value = sums[j] * scale;
      sum += value;
      min = value < min ? value : min;
      max = value > max ? value : max;
    }
    double mean = sum / columns.length();
    double second = 0;
    double third = 0;
    double fourth = 0;
    for (int j = columns.from(); j < columns.end() && min < max; j++) {
      double d = sums[j] * scale - mean;
      double square = d * d;
      second += square;
      third += square * d;
      fourth += square * square;
    }
    return new ColumnDistribution(columns.length(), sum, min, max, second, third, fourth);
  }

  /** Of both together, by Pébay's formulas (SAND2008-6212), which lose no digits. */
  ColumnDistribution plus(ColumnDistribution more) {
    if (columns == 0 || more.columns == 0) {
      return columns == 0 ? more : this;
    }
    double a = columns;
    double b = more.columns;
    double n = a + b;
    double d = more.mean() - mean();
    double square = d * d;
    return new ColumnDistribution(
        columns + more.columns,
        sum + more.sum,
        Math.min(min, more.min),
        Math.max(max, more.max),
        second + more.second + square * a * b / n,
        third
            + more.third
            + square * d * a * b * (a - b) / (n * n)
            + 3 * d * (a * more.second - b * second) / n,
        fourth
            + more.fourth
            + square * square * a * b * (a * a - a * b + b * b) / (n * n * n)
            + 6 * square * (a * a * more.second + b * b * second) / (n * n)
            + 4 * d * (a * more.third - b * third) / n);
  }

  private boolean allAlike() {
    return min == max;
  }

  double mean() {
    return allAlike() ? min : sum / columns;
  }

  /** The standard deviation, over N and not N − 1. */
  double deviation() {
    return allAlike() ? 0 : Math.sqrt(second / columns);
  }

  /** NaN where all values are the same. */
  double skewness() {
    return allAlike() ? Double.NaN : third / columns / Math.pow(deviation(), 3);
  }

  /** Excess kurtosis, 0 for a normal distribution; NaN where all values are the same. */
  double kurtosis() {
    return allAlike() ? Double.NaN : fourth / columns / Math.pow(deviation(), 4) - 3;
  }

  /** The outliers among the columns that this is the distribution of. */
  Outliers outliers(List<Columns> parts) {
    if (allAlike()) {
      return new Outliers(0, 0);
    }
    double high = mean() + deviation();
    double low = mean() - deviation();
    long above = 0;
    long below = 0;
    for (Columns part : parts) {
      double[] sums = part.sums();
      double scale = part.scale();
      for (int j = part.from(); j < part.end(); j++) {
        double value = sums[j] * scale;
        if (value > high) {
          above++;
        } else if (value < low) {
          below++;
        }
      }
    }
    return new Outliers((double) above / columns, (double) (above + below) / columns);
  }
}
