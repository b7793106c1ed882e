package dev.quantloop.tracker.id;

/** Key of an iteration in its database. */
public record IterationId(long value) implements Id {
  @Override
  public String toString() {
    return Long.toString(value);
  }
}
