package dev.quantloop.app.console;

import dev.quantloop.llama.ProgressListener;

/** One stage of a command, with a line of its own on the screen. */
public interface Stage extends ProgressListener, AutoCloseable {
  /** Says how much is complete; cheap enough to be called for every chunk or poll. */
  @Override
  void advanced(long done, long total);

  /** Says how much was complete before this stage: shown, but not counted for its speed. */
  void resumed(long done, long total);

  /** Ends the stage with words of its own in place of the last state, such as a result. */
  void finish(String summary);

  /** Ends the stage; does nothing when it has ended. */
  @Override
  void close();
}
