package dev.quantloop.app.tui;

import dev.quantloop.app.tui.grid.ColorScheme;
import dev.quantloop.tracker.service.Tracker;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

/** What a screen wants done; none of it is done on the thread that owns the state. */
public sealed interface Effect {
  /** Reads or writes the database; the answer comes back to the screen that asked. */
  record Ask(Function<Tracker, Message> work) implements Effect {}

  /**
   * Does something slow that is no business of the database's thread, on a thread of its own; every
   * message that it posts comes back to the screen that asked.
   */
  record Background(Consumer<Consumer<Message>> work) implements Effect {}

  /** Lets the screen hear something after a while, if it has not been left by then. */
  record Later(Duration delay, Message message) implements Effect {}

  /** Lets the screen hear something at once, as a dialog over it does. */
  record Tell(Message message) implements Effect {}

  /** Puts a screen on top of this one. */
  record Open(Screen screen) implements Effect {}

  /** Puts one of the screens of the whole database on top of this one. */
  record Visit(Place place) implements Effect {
    /** The screens that are reached from several others. */
    public enum Place {
      RUNS,
      SQL,
      LEDGER
    }
  }

  /** Goes back to the screen below, or ends the program on the lowest. */
  record Close() implements Effect {}

  record Quit() implements Effect {}

  /** Takes the terminal anew and draws everything. */
  record Redraw() implements Effect {}

  /** Stops the program until the shell lets it go on. */
  record Suspend() implements Effect {}

  /**
   * Asks for a command of this program.
   *
   * @param line what the user goes on writing; may be empty
   */
  record AskCommand(String line) implements Effect {}

  /**
   * Leaves the terminal to a command of this program until it has ended. Only in answer to a key,
   * for nothing is read from the keyboard until the key has been dealt with.
   *
   * @param line its words as a shell takes them, without the program's name
   */
  record RunCommand(String line) implements Effect {}

  /** Shows colours by this scheme from now on. */
  record Paint(ColorScheme scheme) implements Effect {}

  /** Takes the mouse, or leaves it to the terminal, which selects text with it. */
  record TakeMouse(boolean taken) implements Effect {}

  /**
   * Rings for verdicts and ends of runs from now on.
   *
   * @param ways as the user writes them; empty for not at all
   */
  record Notify(String ways) implements Effect {}

  /** Shows a dialog over the screen. */
  record Show(Dialog dialog) implements Effect {}

  /** Does what a key of the screen would do. */
  record Act(Screen.Action action) implements Effect {}

  /** Says something in the last line until the next key. */
  record Say(String text) implements Effect {}

  /**
   * Puts a text on the clipboard of the user's own terminal.
   *
   * @param what it is, for the line that says so
   */
  record Copy(String text, String what) implements Effect {}
}
