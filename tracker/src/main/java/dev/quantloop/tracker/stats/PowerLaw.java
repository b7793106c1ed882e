package dev.quantloop.tracker.stats;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Fits ln composite = c + a · tokens^−b with a ≥ 0: for each b of a grid, a and c by least squares.
 * At b = 0 the curve falls by as much with every doubling, so that growth without an end is among
 * the curves; of those that fit alike, it is taken. Immutable.
 */
final class PowerLaw implements GrowthGain {
  private static final int EXPONENTS = 61;

  private final double[] weights;
  private final List<Line> lines;

  /**
   * @param tokens growing
   * @param weights of the points, in proportion to 1 / variance
   */
  PowerLaw(double[] tokens, double[] weights) {
    this.weights = weights.clone();
    this.lines =
        IntStream.range(0, EXPONENTS).mapToObj(e -> new Line(e / 20.0, tokens, weights)).toList();
  }

  @Override
  public double of(double[] lnComposites) {
    double mean = mean(lnComposites, weights);
    Line closest = lines.get(0);
    double most = 0;
    for (Line line : lines) {
      double explained = line.explained(lnComposites, mean);
      // more by rounding alone does not count
      if (explained > most * (1 + 1e-9)) {
        most = explained;
        closest = line;
      }
    }
    return closest.slope(lnComposites, mean) * closest.doubling;
  }

  /** The weighted squares of what the closest curve leaves. */
  double residual(double[] lnComposites) {
    double mean = mean(lnComposites, weights);
    double squares = 0;
    for (int i = 0; i < weights.length; i++) {
      squares += weights[i] * (lnComposites[i] - mean) * (lnComposites[i] - mean);
    }
    double explained =
        lines.stream().mapToDouble(line -> line.explained(lnComposites, mean)).max().orElseThrow();
    return Math.max(0, squares - explained);
  }

  private static double mean(double[] values, double[] weights) {
    double sum = 0;
    double weight = 0;
    for (int i = 0; i < values.length; i++) {
      sum += weights[i] * values[i];
      weight += weights[i];
    }
    return sum / weight;
  }

  /** The curves of one exponent: straight lines over tokens^−b, or over −ln tokens where b = 0. */
  private static final class Line {
    /** Distance of each point from the mean of all, times its weight. */
    private final double[] moments;

    private final double squares;

    /** How far the next doubling goes. */
    private final double doubling;

    Line(double exponent, double[] tokens, double[] weights) {
      double first = tokens[0];
      double[] x = Arrays.stream(tokens).map(t -> regressor(exponent, t / first)).toArray();
      double mean = mean(x, weights);
      double sum = 0;
      for (int i = 0; i < x.length; i++) {
        sum += weights[i] * (x[i] - mean) * (x[i] - mean);
      }
      double next = 2 * tokens[tokens.length - 1] / first;
      this.moments =
          IntStream.range(0, x.length).mapToDouble(i -> weights[i] * (x[i] - mean)).toArray();
      this.squares = sum;
      this.doubling = x[x.length - 1] - regressor(exponent, next);
    }

    private static double regressor(double exponent, double tokens) {
      return exponent == 0 ? -Math.log(tokens) : Math.pow(tokens, -exponent);
    }

    /** Never below 0: more text does no harm that another doubling could mend. */
    double slope(double[] y, double mean) {
      return Math.max(0, covariance(y, mean)) / squares;
    }

    /** By how much the squares lessen. */
    double explained(double[] y, double mean) {
      double positive = Math.max(0, covariance(y, mean));
      return positive * positive / squares;
    }

    private double covariance(double[] y, double mean) {
      double sum = 0;
      for (int i = 0; i < y.length; i++) {
        sum += moments[i] * (y[i] - mean);
      }
      return sum;
    }
  }
}
