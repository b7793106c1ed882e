package dev.quantloop.tracker.record;

import java.util.Locale;

/** Life of a run: starting, then running, then one of the rest. */
public enum RunState {
  STARTING,
  RUNNING,
  FINISHED,
  STOPPED,
  FAILED;

  /** Whether a process is or should be at work. */
  public boolean active() {
    return this == STARTING || this == RUNNING;
  }

  /** The word in the database. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static RunState of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
