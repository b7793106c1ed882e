package dev.quantloop.app.tui.terminal;

import dev.quantloop.app.tui.grid.Grid;
import dev.quantloop.app.tui.key.Key;
import java.io.IOException;
import java.util.Optional;

/** A terminal in full-screen mode. Used by one thread, but for {@link #read}. */
public interface Display extends AutoCloseable {
  /** Columns now. */
  int width();

  /** Rows now. */
  int height();

  /** Waits for a key; empty when there will be none any more. May be called by a second thread. */
  Optional<Key> read() throws IOException;

  /** Shows a frame: sends what differs from the one before, nothing if nothing does. */
  void show(Grid frame) throws IOException;

  /** Makes the next frame a complete one: the terminal may show something else by now. */
  void forget();

  /** Puts a text on the clipboard of the user's terminal, as OSC 52. */
  void copy(String text) throws IOException;

  /** Gives the terminal back, stops the process as Ctrl-Z does, and takes it again afterwards. */
  void suspend() throws IOException;

  @Override
  void close() throws IOException;
}
