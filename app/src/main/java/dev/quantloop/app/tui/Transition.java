package dev.quantloop.app.tui;

import java.util.List;

/** A screen's next state, and what is to be done. */
public record Transition(Screen screen, List<Effect> effects) {
  public static Transition to(Screen screen, Effect... effects) {
    return new Transition(screen, List.of(effects));
  }
}
