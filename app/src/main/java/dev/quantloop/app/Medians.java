package dev.quantloop.app;

import java.util.List;

/** Medians of lists. */
public final class Medians {
  private Medians() {}

  /**
   * The middle value, or the mean of the two in the middle where their number is even.
   *
   * @param values at least one, in any order
   */
  public static double of(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int last = sorted.size() - 1;
    return (sorted.get(last / 2) + sorted.get(last - last / 2)) / 2;
  }
}
