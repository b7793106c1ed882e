package dev.quantloop.app.tui.screen;

import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.key.Binding;
import java.util.List;

/** The keys of the screens that show the whole database, the same on every screen that has them. */
public final class GlobalKeys {
  private GlobalKeys() {}

  public static <S extends Screen> List<Binding<S, Transition>> keys() {
    return List.of(
        leading("w", "runs", "see all runs and their logs", "runs", Effect.Visit.Place.RUNS),
        leading("H", "history", "ask the database in SQL", "SQL", Effect.Visit.Place.SQL),
        leading("L", "ledger", "see what was calibrated and reused", "", Effect.Visit.Place.LEDGER),
        Binding.of(
            "!",
            "command",
            "run a command of the command line",
            "command",
            state -> Transition.to(state, new Effect.AskCommand(""))));
  }

  private static <S extends Screen> Binding<S, Transition> leading(
      String key, String name, String label, String hint, Effect.Visit.Place place) {
    return Binding.of(
        key, name, label, hint, state -> Transition.to(state, new Effect.Visit(place)));
  }
}
