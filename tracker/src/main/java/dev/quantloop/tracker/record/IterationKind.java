package dev.quantloop.tracker.record;

/** Who asked for an iteration; a judged one is a file from outside. */
public enum IterationKind implements Word {
  PLANNED,
  BY_HAND,
  JUDGED
}
