package dev.quantloop.app.tui.screen;

import dev.quantloop.app.tui.Dialog;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.key.Key;
import dev.quantloop.tracker.service.Tracker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Presses keys on a screen and in its dialogs, and does at once what the screen wants done in the
 * background.
 */
public final class Driver {
  private final Tracker tracker;
  private Screen screen;
  private Dialog dialog;
  private final List<Effect.Background> held = new ArrayList<>();
  private boolean holding;
  private List<Effect> effects = new ArrayList<>();

  /**
   * @param tracker or null for a screen that asks nothing
   */
  public Driver(Screen screen, Tracker tracker) {
    this.screen = screen;
    this.tracker = tracker;
  }

  public Driver started() {
    perform(screen.start());
    return this;
  }

  /** From here on, what is to be done in the background waits. */
  public Driver holding() {
    holding = true;
    return this;
  }

  /** Does what waits now; what follows from it waits again. */
  public Driver release() {
    List<Effect.Background> waiting = List.copyOf(held);
    held.clear();
    waiting.forEach(one -> one.work().accept(message -> take(screen.hear(message))));
    return this;
  }

  /** Lets the screen hear something. */
  public Driver hear(Message message) {
    take(screen.hear(message));
    return this;
  }

  /** Clicks on a target. */
  public Driver click(int target) {
    take(screen.clicked(target).orElseThrow());
    return this;
  }

  /** Types a text. */
  public Driver type(String text) {
    text.codePoints().forEach(c -> press(c == ' ' ? "space" : Character.toString(c)));
    return this;
  }

  /** Presses keys by their names. */
  public Driver press(String... names) {
    for (String name : names) {
      effects = new ArrayList<>();
      Key key = Key.named(name);
      if (dialog != null) {
        pressInDialog(key);
        continue;
      }
      Optional<Transition> transition = screen.typed(key).or(() -> action(key));
      take(transition.orElseThrow(() -> new AssertionError("nothing is on " + name)));
    }
    return this;
  }

  /** Lets the screen hear what it wanted to hear after a while. */
  public Driver later() {
    List<Effect> waiting = effects;
    effects = new ArrayList<>();
    for (Effect effect : waiting) {
      if (effect instanceof Effect.Later later) {
        take(screen.hear(later.message()));
      }
    }
    return this;
  }

  private void pressInDialog(Key key) {
    if (key.kind() == Key.Kind.ESCAPE) {
      dialog = null;
      return;
    }
    Dialog.Answer answer = dialog.press(key);
    dialog = answer.next();
    perform(answer.effects());
  }

  private Optional<Transition> action(Key key) {
    return screen.actions().stream()
        .filter(action -> action.keys().contains(key))
        .filter(action -> action.disabled().isEmpty())
        .findFirst()
        .map(action -> action.run().get());
  }

  private void take(Transition transition) {
    screen = transition.screen();
    perform(transition.effects());
  }

  void perform(List<Effect> wanted) {
    for (Effect effect : wanted) {
      if (effect instanceof Effect.Ask ask && tracker != null) {
        take(screen.hear(ask.work().apply(tracker)));
      } else if (effect instanceof Effect.Background background && holding) {
        held.add(background);
      } else if (effect instanceof Effect.Background background) {
        background.work().accept(message -> take(screen.hear(message)));
      } else if (effect instanceof Effect.Tell tell) {
        take(screen.hear(tell.message()));
      } else if (effect instanceof Effect.Show show) {
        dialog = show.dialog();
        effects.add(effect);
      } else {
        effects.add(effect);
      }
    }
  }

  /** The dialog over the screen, or null. */
  public Dialog dialog() {
    return dialog;
  }

  public Screen screen() {
    return screen;
  }

  /** What the last key brought about, besides questions to the database. */
  public List<Effect> effects() {
    return effects;
  }
}
