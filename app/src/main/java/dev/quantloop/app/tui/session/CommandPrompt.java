package dev.quantloop.app.tui.session;

import dev.quantloop.app.UserException;
import dev.quantloop.app.format.ShellWords;
import dev.quantloop.app.tui.Dialog;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.dialog.HistoryCursor;
import dev.quantloop.app.tui.dialog.InputHistory;
import dev.quantloop.app.tui.dialog.Prompt;
import dev.quantloop.app.tui.dialog.TextField;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * Asks for a command of this program and remembers earlier ones, also from one time to the next.
 * May be used by several threads.
 */
final class CommandPrompt {
  private final InputHistory history;
  private volatile HistoryCursor earlier = HistoryCursor.NONE;

  CommandPrompt(InputHistory history) {
    this.history = history;
  }

  /** Reads what was asked for at earlier times; waits for the disk. */
  void load() {
    earlier = HistoryCursor.of(history.read());
  }

  /**
   * Keeps a command for later; waits for the disk, so that commands are kept in their order.
   *
   * @throws UserException if it can't be written
   */
  void keep(String line) {
    earlier = earlier.with(line);
    try {
      history.add(line);
    } catch (UncheckedIOException e) {
      throw new UserException("can't keep the command for later: " + e.getCause().getMessage());
    }
  }

  /**
   * @param line what the field begins with
   */
  Dialog dialog(String line) {
    return new Prompt(
            "Run a command",
            "quantloop ...   (up: earlier ones)",
            TextField.of(line),
            CommandPrompt::problem,
            Effect.RunCommand::new)
        .recalling(earlier);
  }

  private static Optional<String> problem(String line) {
    Optional<List<String>> words = ShellWords.split(line);
    if (words.isEmpty()) {
      return Optional.of("a quotation mark is missing");
    }
    return words.get().isEmpty() ? Optional.of("such as: rank demo") : Optional.empty();
  }
}
