package dev.quantloop.tracker.id;

/** Key of a source in its database. */
public record SourceId(long value) implements Id {
  @Override
  public String toString() {
    return Long.toString(value);
  }
}
