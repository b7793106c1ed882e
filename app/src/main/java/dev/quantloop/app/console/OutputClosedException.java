package dev.quantloop.app.console;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Standard output can't be written: its reader has gone, or its disk is full. */
public final class OutputClosedException extends UncheckedIOException {
  private static final long serialVersionUID = 1L;

  OutputClosedException(IOException cause) {
    super(cause);
  }

  /** Whether the reader of a pipe has gone, as {@code head} does: nothing to complain about. */
  public boolean readerIsGone() {
    String message = getCause().getMessage();
    return message != null && (message.contains("Broken pipe") || message.contains("reset"));
  }
}
