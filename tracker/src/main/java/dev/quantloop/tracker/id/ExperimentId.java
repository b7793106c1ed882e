package dev.quantloop.tracker.id;

/** Key of an experiment in its database. */
public record ExperimentId(long value) implements Id {
  @Override
  public String toString() {
    return Long.toString(value);
  }
}
