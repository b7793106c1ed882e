package dev.quantloop.tracker.id;

/** Key of an evaluation in its database. */
public record EvaluationId(long value) implements Id {
  @Override
  public String toString() {
    return Long.toString(value);
  }
}
