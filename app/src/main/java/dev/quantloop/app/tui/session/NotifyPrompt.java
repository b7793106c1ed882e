package dev.quantloop.app.tui.session;

import dev.quantloop.app.UserException;
import dev.quantloop.app.notify.NotifyWays;
import dev.quantloop.app.tui.Dialog;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.dialog.Prompt;
import dev.quantloop.app.tui.dialog.TextField;
import java.util.Optional;

/** Asks how the user wants to be told of verdicts and ends of runs. */
final class NotifyPrompt {
  private NotifyPrompt() {}

  /**
   * @param text what is set now
   */
  static Dialog dialog(String text) {
    return new Prompt(
            "Ring when a verdict falls or a run ends",
            "by " + NotifyWays.SYNTAX + "; nothing: never",
            TextField.of(text),
            NotifyPrompt::problem,
            Effect.Notify::new)
        .selecting();
  }

  /** Empty where they can't be read. */
  static Optional<NotifyWays> ways(String text) {
    try {
      return Optional.of(NotifyWays.parse(text));
    } catch (UserException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> problem(String text) {
    try {
      NotifyWays ways = NotifyWays.parse(text);
      if (!text.isBlank()) {
        ways.requireUsable();
      }
      return Optional.empty();
    } catch (UserException e) {
      return Optional.of(e.getMessage());
    }
  }
}
