package dev.quantloop.app.tui.terminal;

import dev.quantloop.app.notify.NotifyWays;
import dev.quantloop.app.tui.grid.ColorScheme;
import dev.quantloop.app.tui.grid.Grid;
import dev.quantloop.app.tui.key.Input;
import java.io.IOException;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * A terminal in full-screen mode. Used by one thread, but for {@link #read}. What a display has no
 * use for, such as a mouse, it leaves at the default, which does nothing.
 */
public interface Display extends AutoCloseable {
  /** Columns now. */
  int width();

  /** Rows now. */
  int height();

  /**
   * Waits for a key or a click; empty when there will be none any more. May be called by a second
   * thread.
   */
  Optional<Input> read() throws IOException;

  /** Called when all that was pressed or asked has been done and shown. */
  default void settled() {}

  /** Shows a frame: sends what differs from the one before, nothing if nothing does. */
  void show(Grid frame) throws IOException;

  /**
   * Sets the terminal's modes anew and makes the next frame a complete one: somebody else may have
   * changed them, as a shell does while this process is stopped, or drawn something.
   */
  default void retake() throws IOException {}

  /** Shows colours by the scheme from the next frame on; none on a terminal that wants none. */
  default void paint(ColorScheme scheme) {}

  /** Takes the mouse, or leaves it to the terminal, which then selects text with it. */
  default void takeMouse(boolean taken) throws IOException {}

  /** Puts a text on the clipboard of the user's terminal, as OSC 52. */
  default void copy(String text) throws IOException {}

  /** Rings, by those signals of the user's terminal that are wanted. */
  default void ring(NotifyWays ways, String message) throws IOException {}

  /** Gives the terminal back, stops the process as Ctrl-Z does, and takes it again afterwards. */
  default void suspend() throws IOException {}

  /**
   * Gives the terminal to a command of another process until it has ended and the user has pressed
   * Enter; Ctrl-C is the command's in the meantime. {@link #read} must not be waiting.
   *
   * @param line that the user sees first
   * @param command runs it and returns its exit status
   */
  default void lend(String line, IntSupplier command) throws IOException {}

  @Override
  default void close() throws IOException {}
}
