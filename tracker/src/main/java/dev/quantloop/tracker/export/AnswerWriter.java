package dev.quantloop.tracker.export;

import dev.quantloop.tracker.view.Answer;

/**
 * Writes an answer as it is read. Bytes are written as hexadecimal digits. What goes wrong with the
 * output is thrown as {@link java.io.UncheckedIOException}.
 */
public interface AnswerWriter extends Answer {
  /** To be called after the last row. */
  void end();
}
