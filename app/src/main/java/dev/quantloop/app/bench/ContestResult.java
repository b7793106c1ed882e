package dev.quantloop.app.bench;

import dev.quantloop.app.Medians;
import java.util.List;

/**
 * The times of a contest, in seconds, in the order of the rounds.
 *
 * @param limit as in {@link Contests.Contest}
 */
public record ContestResult(String name, double limit, List<Double> ours, List<Double> theirs) {

  public double ourMedian() {
    return Medians.of(ours);
  }

  public double theirMedian() {
    return Medians.of(theirs);
  }

  /** Our median over theirs: below 1 is faster. */
  public double ratio() {
    return ourMedian() / theirMedian();
  }
}
