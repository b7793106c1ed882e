package dev.quantloop.tracker.record;

/** Who asked for an iteration. */
public enum IterationKind implements Word {
  PLANNED,
  BY_HAND
}
