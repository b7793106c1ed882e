package dev.quantloop.tracker.id;

/** Key of an imatrix in its database. */
public record ImatrixId(long value) implements Id {
  @Override
  public String toString() {
    return Long.toString(value);
  }
}
