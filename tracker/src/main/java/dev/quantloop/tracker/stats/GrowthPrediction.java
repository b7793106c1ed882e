package dev.quantloop.tracker.stats;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What the steps of a growing corpus bring, predicted from how far the imatrix moves and without
 * quantizing. An imatrix that is off by a little costs in proportion to the square of that, since
 * the cost is least where it is right; so the gain of a step is taken as a factor times its squared
 * {@link ImatrixChange}. The changes are taken to fall by the same factor with each step. Shown
 * beside the measured curve; never a verdict. Immutable.
 */
public final class GrowthPrediction {
  private final double[] changes;
  private final double[] gains;

  /**
   * @param changes of the imatrix at each step, each step growing the corpus by the same factor
   * @param gains fall of ln composite at each of the first steps, as far as they were measured
   */
  public GrowthPrediction(double[] changes, double[] gains) {
    if (gains.length > changes.length) {
      throw new IllegalArgumentException("more gains than steps");
    }
    this.changes = changes.clone();
    this.gains = gains.clone();
  }

  /**
   * The gain of a step from what was measured before it; empty before any gain was measured, and
   * for a step that comes after the last change with fewer than two changes to extrapolate.
   *
   * @param step from 0
   */
  public OptionalDouble gain(int step) {
    int known = Math.min(step, gains.length);
    double squares = sum(known, i -> Math.pow(changes[i], 4));
    OptionalDouble change = change(step);
    if (squares == 0 || change.isEmpty()) {
      return OptionalDouble.empty();
    }
    double factor = sum(known, i -> gains[i] * changes[i] * changes[i]) / squares;
    return OptionalDouble.of(Math.max(0, factor) * change.getAsDouble() * change.getAsDouble());
  }

  /** Of the imatrix; extrapolated after the last. */
  private OptionalDouble change(int step) {
    if (step < changes.length) {
      return OptionalDouble.of(changes[step]);
    }
    double[] positive = Arrays.stream(changes).filter(c -> c > 0).toArray();
    if (positive.length < changes.length || changes.length < 2) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(Math.exp(lineThroughLogarithms(step)));
  }

  private double lineThroughLogarithms(int step) {
    double middle = (changes.length - 1) / 2.0;
    double mean = sum(changes.length, i -> Math.log(changes[i])) / changes.length;
    double slope =
        sum(changes.length, i -> (i - middle) * Math.log(changes[i]))
            / sum(changes.length, i -> (i - middle) * (i - middle));
    return mean + slope * (step - middle);
  }

  private static double sum(int steps, IntToDoubleFunction term) {
    return IntStream.range(0, steps).mapToDouble(term).sum();
  }
}
