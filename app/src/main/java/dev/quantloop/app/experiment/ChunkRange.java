package dev.quantloop.app.experiment;

/** Consecutive chunks of one source's pool. */
public record ChunkRange(int first, int count) {
  public ChunkRange {
    if (first < 0 || count < 1) {
      throw new IllegalArgumentException("no chunk range: " + first + " + " + count);
    }
  }

  /** The first chunk after the range. */
  public int end() {
    return first + count;
  }
}
