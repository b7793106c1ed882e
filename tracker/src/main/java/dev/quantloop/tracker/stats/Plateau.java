package dev.quantloop.tracker.stats;

import java.util.List;

/**
 * When more corpus no longer helps: the last {@code k} steps of a growing corpus each improved the
 * composite by less than {@code tau}. A step from a quant without imatrix does not count, however
 * small. View diminishing_returns decides the same way.
 *
 * @param k small steps in a row that make a plateau
 * @param tau relative improvement of a step, 0.01 = 1 %
 */
public record Plateau(int k, double tau) {

  /** A quant of the growing corpus; 0 tokens: without imatrix. */
  public record Point(int iteration, long corpusTokens, double composite) {}

  /**
   * Whether the last point stands on a plateau.
   *
   * @param points of one quant type, in order of iteration
   */
  public boolean reached(List<Point> points) {
    return !points.isEmpty() && smallSteps(points)[points.size() - 1] >= k;
  }

  /** For each point the number of small steps in a row that end there. */
  public int[] smallSteps(List<Point> points) {
    int[] steps = new int[points.size()];
    for (int i = 1; i < steps.length; i++) {
      steps[i] = isSmall(points.get(i - 1), points.get(i)) ? steps[i - 1] + 1 : 0;
    }
    return steps;
  }

  private boolean isSmall(Point from, Point to) {
    boolean helped = from.composite() - to.composite() >= tau * from.composite();
    return from.corpusTokens() > 0 && !helped;
  }
}
