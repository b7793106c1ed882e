package dev.quantloop.tracker.id;

/** Key of a corpus in its database. */
public record CorpusId(long value) implements Id {
  @Override
  public String toString() {
    return Long.toString(value);
  }
}
