package dev.quantloop.tracker.record;

/** What a comparison answers. */
public enum Question implements Word {
  /** Is this file better than that one? Only the choice of the evaluation text is left to luck. */
  FILE,
  /**
   * Is this way to calibrate better than that one? The calibration text is left to luck as well.
   */
  RECIPE
}
