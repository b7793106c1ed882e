package dev.quantloop.app.tui;

import dev.quantloop.tracker.Tracker;
import java.util.function.Function;

/** What a screen wants done; none of it is done on the thread that owns the state. */
public sealed interface Effect {
  /** Reads or writes the database; the answer comes back to the screen that asked. */
  record Ask(Function<Tracker, Message> work) implements Effect {}

  /** Puts a screen on top of this one. */
  record Open(Screen screen) implements Effect {}

  /** Goes back to the screen below, or ends the program on the lowest. */
  record Close() implements Effect {}

  record Quit() implements Effect {}

  /** Shows a dialog over the screen. */
  record Show(dev.quantloop.app.tui.dialog.Dialog dialog) implements Effect {}

  /** Says something in the last line until the next key. */
  record Say(String text) implements Effect {}

  /**
   * Puts a text on the clipboard of the user's own terminal.
   *
   * @param what it is, for the line that says so
   */
  record Copy(String text, String what) implements Effect {}
}
