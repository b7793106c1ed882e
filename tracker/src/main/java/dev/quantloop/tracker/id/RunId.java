package dev.quantloop.tracker.id;

/** Key of a run in its database. */
public record RunId(long value) implements Id {
  @Override
  public String toString() {
    return Long.toString(value);
  }
}
