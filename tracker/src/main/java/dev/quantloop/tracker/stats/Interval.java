package dev.quantloop.tracker.stats;

/** Where the true value lies with the stated confidence. */
public record Interval(double low, double high) {
  public boolean contains(double value) {
    return low <= value && value <= high;
  }

  /** The x of "± x". */
  public double halfWidth() {
    return (high - low) / 2;
  }
}
