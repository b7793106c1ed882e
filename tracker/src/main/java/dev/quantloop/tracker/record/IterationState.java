package dev.quantloop.tracker.record;

/** How far an iteration has come. */
public enum IterationState implements Word {
  PENDING,
  RUNNING,
  DONE,
  FAILED
}
