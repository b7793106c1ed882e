package dev.quantloop.tracker.record;

/** How the text of a replicate was drawn from the calibrated chunks of the pool. */
public enum ReplicateDraw implements Word {
  /** Chunks that neither the iteration nor another of its replicates has. */
  DISJOINT,
  WITH_REPLACEMENT
}
