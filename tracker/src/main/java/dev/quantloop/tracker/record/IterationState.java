package dev.quantloop.tracker.record;

import java.util.Locale;

/** How far an iteration has come. */
public enum IterationState {
  PENDING,
  RUNNING,
  DONE,
  FAILED;

  /** The word in the database. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static IterationState of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
