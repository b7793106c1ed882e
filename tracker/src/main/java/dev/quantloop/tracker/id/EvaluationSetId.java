package dev.quantloop.tracker.id;

/** Key of an evaluation set in its database. */
public record EvaluationSetId(long value) implements Id {
  @Override
  public String toString() {
    return Long.toString(value);
  }
}
