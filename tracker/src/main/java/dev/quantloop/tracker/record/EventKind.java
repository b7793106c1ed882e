package dev.quantloop.tracker.record;

import java.util.Locale;

/** What an event of a run is about. */
public enum EventKind {
  STATE,
  STAGE,
  RESULT,
  WARNING,
  ERROR;

  /** The word in the database. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static EventKind of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
