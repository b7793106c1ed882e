package dev.quantloop.tracker.stats;

import java.util.List;

/** The figure that iterations are ranked by. */
public final class CompositeScore {
  /** What it is made of. */
  public static final List<Figure> PARTS =
      List.of(Figure.MEDIAN, Figure.KLD_90, Figure.KLD_95, Figure.KLD_99);

  private CompositeScore() {}

  /**
   * median^(1/3) · (1·KLD 99% + 4·KLD 95% + 5·KLD 90%)^(2/3), in nats; lower is better. The
   * geometric weighting keeps the typical token and the tail in view at once. KLDs that rounding
   * made negative count as 0.
   */
  public static double of(double median, double kld90, double kld95, double kld99) {
    double tail = positive(kld99) + 4 * positive(kld95) + 5 * positive(kld90);
    return Math.cbrt(positive(median)) * Math.cbrt(tail * tail);
  }

  /** That of the distribution's percentiles. */
  public static double of(Percentiles kld) {
    return of(kld.at(0.5), kld.at(0.9), kld.at(0.95), kld.at(0.99));
  }

  private static double positive(double kld) {
    return kld < 0 ? 0 : kld;
  }
}
