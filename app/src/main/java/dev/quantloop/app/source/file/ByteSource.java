package dev.quantloop.app.source.file;

import dev.quantloop.app.UserException;
import java.io.IOException;
import java.io.InputStream;

/** Bytes that can be read again and again, and that must not change meanwhile. */
interface ByteSource {
  /** What they are called in messages. */
  String name();

  /** Opens them from the beginning. */
  InputStream open() throws IOException;

  /** Opens them from an offset. */
  InputStream open(long offset) throws IOException;

  /**
   * @throws UserException when they have changed since this was made
   */
  void requireUnchanged();
}
