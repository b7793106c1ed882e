package dev.quantloop.tracker.stats;

/** Where the true value lies with the stated confidence. */
public record Interval(double low, double high) {
  public boolean contains(double value) {
    return low <= value && value <= high;
  }

  /**
   * How far it reaches from a value towards 0. It tells as the interval does whether 0 is in it,
   * which half the width of an interval that leans to one side does not.
   */
  public double reach(double value) {
    return value < 0 ? high - value : value - low;
  }

  /** The x of "± x". */
  public double halfWidth() {
    return (high - low) / 2;
  }
}
