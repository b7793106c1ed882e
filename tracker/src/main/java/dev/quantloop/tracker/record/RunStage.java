package dev.quantloop.tracker.record;

/** What a run is at, in the order in which an iteration goes through it. */
public enum RunStage implements Word {
  STARTING,
  LOADING,
  /** Measures what single tensors lose with each type. */
  SENSITIVITY,
  IMATRIX,
  QUANTIZE,
  /** Decodes the baseline into a file, where memory does not hold all models at once. */
  BASELINE,
  EVALUATE,
  /** Writes the file of a quant that was made in memory and is the best. */
  WRITE
}
