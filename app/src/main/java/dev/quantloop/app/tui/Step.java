package dev.quantloop.app.tui;

import java.util.List;

/** A screen's next state, and what is to be done. */
public record Step(Screen screen, List<Effect> effects) {
  public static Step to(Screen screen, Effect... effects) {
    return new Step(screen, List.of(effects));
  }
}
