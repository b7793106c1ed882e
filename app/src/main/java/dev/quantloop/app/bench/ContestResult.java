package dev.quantloop.app.bench;

import java.util.List;

/**
 * The times of a contest, in seconds, in the order of the rounds.
 *
 * @param limit as in {@link Contest}
 */
public record ContestResult(String name, double limit, List<Double> ours, List<Double> theirs) {

  public double ourMedian() {
    return median(ours);
  }

  public double theirMedian() {
    return median(theirs);
  }

  /** Our median over theirs: below 1 is faster. */
  public double ratio() {
    return ourMedian() / theirMedian();
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
