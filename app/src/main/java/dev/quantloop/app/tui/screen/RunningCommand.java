package dev.quantloop.app.tui.screen;

import java.util.List;
import java.util.function.Consumer;

/** A command that is at work in a process of its own. Thread-safe. */
public interface RunningCommand {
  /**
   * Passes on what it prints, in lines, as it comes; returns its exit code when it has ended. For
   * one thread.
   */
  int follow(Consumer<List<String>> printed);

  /** Asks it to end, as Ctrl-C in a shell does. */
  void interrupt();

  /** Ends it at once, with what it has started; workers go on, as they do without a command. */
  void kill();
}
