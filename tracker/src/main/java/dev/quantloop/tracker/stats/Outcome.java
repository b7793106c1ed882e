package dev.quantloop.tracker.stats;

/** What a comparison of two quants or recipes found. */
public enum Outcome {
  IMPROVED,
  WORSE,
  NO_DETECTABLE_DIFFERENCE
}
