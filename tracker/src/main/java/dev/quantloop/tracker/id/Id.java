package dev.quantloop.tracker.id;

/** Key of a row in its table; a type for each table, so that they cannot be mixed up. */
public interface Id {
  long value();
}
