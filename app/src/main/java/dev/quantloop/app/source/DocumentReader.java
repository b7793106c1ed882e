package dev.quantloop.app.source;

import java.util.Optional;

/**
 * Reads the documents of a source, one after the other and no more of them than are asked for. Used
 * by one thread.
 */
public interface DocumentReader extends AutoCloseable {
  /**
   * The next document; empty after the last.
   *
   * @throws dev.quantloop.app.UserException when the source can't be read any further
   */
  Optional<Document> next();

  @Override
  void close();
}
