package dev.quantloop.app.source;

/** Opens the paths of one scheme. */
@FunctionalInterface
public interface SourceOpener {
  /**
   * Opens a path.
   *
   * @param path without the scheme
   * @param report told what is passed over; documents are counted by the caller
   */
  DocumentReader open(SourceSpec spec, String path, ReadingContext context, ReadingReport report);
}
