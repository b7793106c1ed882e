package dev.quantloop.llama.imatrix.statistics;

import java.util.List;

/**
 * How the mean squares of columns share their total, in sums that add up over experts and weights.
 *
 * @param columns how many
 * @param total Σ v
 * @param logs Σ v · ln v, over the columns that are not 0
 * @param active columns with v > 1e-5
 */
record Energy(long columns, double total, double logs, long active) {
  /** What llama-imatrix takes for active. */
  static final double ACTIVE_ABOVE = 1e-5;

  static final Energy NONE = new Energy(0, 0, 0, 0);

  static Energy of(List<ExpertSums> parts) {
    return parts.stream().map(ExpertSums::energy).reduce(NONE, Energy::plus);
  }

  static Energy of(Columns part) {
    double[] sums = part.sums();
    double scale = part.scale();
    double total = 0;
    double logs = 0;
    long active = 0;
    for (int j = part.from(); j < part.end(); j++) {
      double v = sums[j] * scale;
      total += v;
      logs += v > 0 ? v * Math.log(v) : 0;
      active += v > ACTIVE_ABOVE ? 1 : 0;
    }
    return new Energy(part.length(), total, logs, active);
  }

  Energy plus(Energy other) {
    return new Energy(
        columns + other.columns, total + other.total, logs + other.logs, active + other.active);
  }

  /** −Σ p log₂ p with p = v / Σ v, in bits; NaN where the total is 0. */
  double entropy() {
    double nats = Math.log(total) - logs / total;
    return total > 0 ? Math.max(0, nats / Math.log(2)) : Double.NaN;
  }

  /** The entropy in parts of the largest possible one; NaN for a single column. */
  double normalizedEntropy() {
    return columns > 1 ? Math.min(1, entropy() / (Math.log(columns) / Math.log(2))) : Double.NaN;
  }

  double activeShare() {
    return columns == 0 ? Double.NaN : (double) active / columns;
  }
}
