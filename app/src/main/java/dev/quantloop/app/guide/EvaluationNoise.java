package dev.quantloop.app.guide;

import java.util.List;
import java.util.Optional;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How far the choice of evaluation chunks moves the relative change between two quants. Both are
 * evaluated on the same chunks, so what a hard chunk does to both cancels: the logarithm of the
 * ratio of the two composites is taken chunk by chunk, and its mean has a standard error.
 *
 * @param halfWidth half the 95 % interval of the relative change, 0.01 = 1 %
 * @param chunks evaluation chunks it comes from
 */
public record EvaluationNoise(double halfWidth, int chunks) {
  /** Empty for fewer than two chunks, or where a composite is 0. */
  static Optional<EvaluationNoise> between(List<Double> first, List<Double> second) {
    int n = first.size();
    if (n < 2 || second.size() != n || !positive(first) || !positive(second)) {
      return Optional.empty();
    }
    double[] steps = new double[n];
    double sum = 0;
    for (int i = 0; i < n; i++) {
      steps[i] = Math.log(second.get(i) / first.get(i));
      sum += steps[i];
    }
    double squares = 0;
    for (double step : steps) {
      squares += (step - sum / n) * (step - sum / n);
    }
    double error = Math.sqrt(squares / (n - 1) / n);
    double t = TDistribution.of(n - 1).inverseCumulativeProbability(0.975);
    return Optional.of(new EvaluationNoise(Math.expm1(t * error), n));
  }

  private static boolean positive(List<Double> values) {
    return values.stream().allMatch(value -> value > 0);
  }
}
