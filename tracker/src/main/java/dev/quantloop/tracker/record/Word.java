package dev.quantloop.tracker.record;

import java.util.Locale;

/** An enum whose constants the database and the screen write as words: BY_HAND is "by hand". */
public interface Word {
  String name();

  /** The word in the database and on the screen. */
  default String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
