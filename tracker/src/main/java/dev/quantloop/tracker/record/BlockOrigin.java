package dev.quantloop.tracker.record;

/** Where the sums of a ledger block come from. */
public enum BlockOrigin implements Word {
  /** A forward pass of its experiment. */
  COMPUTED,
  /** The ledger of another experiment, which computed them. */
  SHARED,
  /** An imatrix file of which only the sums are known. */
  IMPORTED
}
