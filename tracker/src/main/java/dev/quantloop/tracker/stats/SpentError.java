package dev.quantloop.tracker.stats;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * How small p has to be at each look at growing data, so that all looks together find a difference
 * that is not there in 5 of 100 cases. What may be spent up to a look grows with the share of the
 * data as O'Brien and Fleming's boundary does (Lan and DeMets 1983): next to nothing early, so that
 * the last look is almost an ordinary test.
 */
final class SpentError {
  private static final double ERROR = 0.05;
  private static final int NODES = 200;
  private static final int HALVINGS = 40;
  private static final double WIDEST = 9;
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  private SpentError() {}

  /**
   * The two-sided p of each look.
   *
   * @param shares of the data at each look, growing; the last is 1
   */
  static double[] nominal(double[] shares) {
    double[] nominal = new double[shares.length];
    Walk walk = null;
    for (int look = 0; look < shares.length; look++) {
      double before = look == 0 ? 0 : spent(shares[look - 1]);
      double allowed = spent(shares[look]) - before;
      double step = look == 0 ? shares[0] : shares[look] - shares[look - 1];
      double bound = bound(walk, step, allowed);
      nominal[look] = 2 * NORMAL.survivalProbability(bound / Math.sqrt(shares[look]));
      walk = Walk.within(walk, step, bound);
    }
    return nominal;
  }

  private static double spent(double share) {
    double last = NORMAL.inverseSurvivalProbability(ERROR / 2);
    return 2 * NORMAL.survivalProbability(last / Math.sqrt(share));
  }

  /** Beyond which the walk gets with that probability. */
  private static double bound(Walk walk, double step, double probability) {
    double low = 0;
    double high = WIDEST;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (Walk.beyond(walk, step, middle) > probability) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * Where a random walk that has not crossed a bound yet may be: its density at the middle of
   * equally wide pieces. Null: at 0, before the first step.
   */
  private record Walk(double[] at, double[] weight) {
    static Walk within(Walk before, double step, double bound) {
      double width = 2 * bound / NODES;
      double[] at = new double[NODES];
      Arrays.setAll(at, i -> -bound + (i + 0.5) * width);
      double[] weight = new double[NODES];
      Arrays.setAll(weight, i -> width * density(before, step, at[i]));
      return new Walk(at, weight);
    }

    private static double density(Walk before, double step, double x) {
      double deviation = Math.sqrt(step);
      if (before == null) {
        return NORMAL.density(x / deviation) / deviation;
      }
      double sum = 0;
      for (int i = 0; i < NODES; i++) {
        double z = (x - before.at[i]) / deviation;
        sum += before.weight[i] * Math.exp(-z * z / 2);
      }
      return sum / (deviation * Math.sqrt(2 * Math.PI));
    }

    /** The probability that the next step ends beyond the bound, on either side. */
    static double beyond(Walk before, double step, double bound) {
      double deviation = Math.sqrt(step);
      if (before == null) {
        return 2 * NORMAL.survivalProbability(bound / deviation);
      }
      double sum = 0;
      for (int i = 0; i < NODES; i++) {
        sum += before.weight[i] * NORMAL.survivalProbability((bound - before.at[i]) / deviation);
      }
      return 2 * sum;
    }
  }
}
