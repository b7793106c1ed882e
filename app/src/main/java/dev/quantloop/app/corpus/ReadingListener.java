package dev.quantloop.app.corpus;

/** Told how far a source has been read. */
@FunctionalInterface
public interface ReadingListener {
  ReadingListener NONE = (source, bytes) -> {};

  /**
   * @param bytes of its text so far
   */
  void read(String source, long bytes);
}
