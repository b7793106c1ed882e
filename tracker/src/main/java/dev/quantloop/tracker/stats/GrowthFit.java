package dev.quantloop.tracker.stats;

/** How a curve of composite against tokens was fitted. */
public enum GrowthFit {
  /** Not at all: there are too few points, or nothing is known about their luck. */
  NONE,
  /** ln composite = c + a · tokens^−b, with a and b not below 0. */
  POWER_LAW,
  /** By the closest curve that never rises, where no power law comes near the points. */
  ISOTONIC
}
