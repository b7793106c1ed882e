package dev.quantloop.tracker.id;

/** Key of a model in its database. */
public record ModelId(long value) implements Id {
  @Override
  public String toString() {
    return Long.toString(value);
  }
}
