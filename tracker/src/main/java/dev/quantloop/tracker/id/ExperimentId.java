package dev.quantloop.tracker.id;

/** Key of an experiment in its database. */
public record ExperimentId(long value) {
  @Override
  public String toString() {
    return Long.toString(value);
  }
}
