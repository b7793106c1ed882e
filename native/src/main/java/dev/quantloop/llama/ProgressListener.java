package dev.quantloop.llama;

/** Told, on the thread that does the work, how much of a stage is complete. */
@FunctionalInterface
public interface ProgressListener {
  ProgressListener NONE = (done, total) -> {};

  void advanced(long done, long total);
}
