package dev.quantloop.tracker.record;

/** What an event of a run is about. */
public enum EventKind implements Word {
  STATE,
  STAGE,
  RESULT,
  WARNING,
  ERROR
}
