package dev.quantloop.tracker.record;

/** What a document of a source serves. */
public enum DocumentPart implements Word {
  /** Every quant is evaluated on it. */
  EVALUATION,
  /** Kept back for choosing recipes. */
  SEARCH,
  /** Kept back for the final figures. */
  HELD_OUT,
  /** Calibration draws from it. */
  POOL,
  LEFT_OUT
}
