package dev.quantloop.app.tui.screen;

import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Services;
import dev.quantloop.app.tui.Step;
import dev.quantloop.app.tui.key.Binding;
import dev.quantloop.app.tui.screen.commands.CommandsState;
import dev.quantloop.app.tui.screen.history.HistoryState;
import dev.quantloop.app.tui.screen.runs.RunsState;
import java.util.List;
import java.util.function.Function;

/** The keys that lead to the screens of the whole database, the same wherever they are. */
public final class Elsewhere {
  private Elsewhere() {}

  /**
   * @param services of a screen's state
   */
  public static <S extends Screen> List<Binding<S, Step>> keys(Function<S, Services> services) {
    return List.of(
        leading("w", "runs", "see all runs and their logs", "runs", services, RunsState::of),
        leading("H", "history", "ask the database in SQL", "SQL", services, HistoryState::of),
        leading("!", "commands", "carry out a command", "commands", services, CommandsState::of));
  }

  private static <S extends Screen> Binding<S, Step> leading(
      String key,
      String name,
      String label,
      String hint,
      Function<S, Services> services,
      Function<Services, Screen> screen) {
    return Binding.of(
        key,
        name,
        label,
        hint,
        state -> Step.to(state, new Effect.Open(screen.apply(services.apply(state)))));
  }
}
