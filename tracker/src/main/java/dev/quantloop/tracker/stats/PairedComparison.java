package dev.quantloop.tracker.stats;

import java.util.Arrays;
import java.util.Optional;

/**
 * Compares two quants on the same tokens, resample by resample: the luck of the evaluation text
 * that both share cancels out.
 */
public final class PairedComparison {
  /** With fewer clusters nothing can be said. */
  public static final int LEAST_CLUSTERS = 10;

  private PairedComparison() {}

  /**
   * Empty with fewer than {@link #LEAST_CLUSTERS} clusters, with an evaluation set of one cluster,
   * and where a figure that is compared by ratio is not positive.
   *
   * @throws IllegalArgumentException if they were evaluated on different tokens or resampled
   *     differently
   */
  public static Optional<Change> of(
      Figure figure, double fromPoint, Resampled from, double toPoint, Resampled to) {
    Scale scale = Scale.of(figure);
    double difference = scale.apply(toPoint) - scale.apply(fromPoint);
    return error(figure, from, to)
        .filter(error -> Double.isFinite(difference))
        .map(error -> change(scale, difference, error));
  }

  /** That of the difference on the figure's scale. */
  static Optional<StandardError> error(Figure figure, Resampled from, Resampled to) {
    if (!from.isPairedWith(to)) {
      throw new IllegalArgumentException("only quants on the same tokens can be compared");
    }
    if (!from.has(figure) || !from.sample().suffices()) {
      return Optional.empty();
    }
    Scale scale = Scale.of(figure);
    double[] differences = scale.apply(to.values(figure));
    double[] subtracted = scale.apply(from.values(figure));
    Arrays.setAll(differences, b -> differences[b] - subtracted[b]);
    return StandardError.ofChange(differences, figure, from.sample());
  }

  private static Change change(Scale scale, double difference, StandardError error) {
    Interval interval = error.around(difference);
    return new Change(
        scale.change(difference),
        new Interval(scale.change(interval.low()), scale.change(interval.high())),
        error.p(difference));
  }
}
