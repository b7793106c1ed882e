package dev.quantloop.app.tui.screen.inspect;

import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.key.Binding;
import dev.quantloop.app.tui.key.KeyTable;
import java.util.List;

/** What keys and messages do to the screen of a weight. */
final class WeightUpdate {
  static final KeyTable<WeightState, Transition> KEYS = keys();

  /** A weight was looked at. */
  record Read(WeightDetail detail) implements Message {}

  private WeightUpdate() {}

  private static KeyTable<WeightState, Transition> keys() {
    return new KeyTable<>(
        List.of(
            Binding.of(
                "tab",
                "next-pane",
                "go to the next pane",
                "panes",
                s -> Transition.to(s.focus(s.pane().next(1)))),
            Binding.of(
                "back-tab",
                "previous-pane",
                "go to the pane before",
                s -> Transition.to(s.focus(s.pane().next(-1)))),
            sibling("]", "next-layer", "go to the same weight of the next layer", "next layer", 1),
            sibling("[", "previous-layer", "go to that of the layer before", "layer before", -1)),
        KeyTable.<WeightState, Transition>moving(
                WeightState::line, WeightState::lines, (s, line) -> Transition.to(s.at(line)))
            .stream()
            .map(binding -> binding.onlyIf(s -> s.lines() > 0, "the pane has no lines"))
            .toList(),
        List.of(
            Binding.of(
                "y",
                "copy",
                "copy the name of the weight",
                s ->
                    Transition.to(
                        s, new Effect.Copy(s.row().weight().name(), "the name of the weight"))),
            Screen.back("q escape left h", "go back")));
  }

  private static Binding<WeightState, Transition> sibling(
      String keys, String name, String label, String hint, int by) {
    return Binding.<WeightState, Transition>of(keys, name, label, hint, s -> go(s, by))
        .onlyIf(s -> s.data().sibling(s.row(), by).isPresent(), "there is none");
  }

  private static Transition go(WeightState state, int by) {
    WeightState next = state.to(state.data().sibling(state.row(), by).orElseThrow());
    return new Transition(next, next.start());
  }

  static Transition hear(WeightState state, Message message) {
    return message instanceof Read read && read.detail().row().equals(state.row())
        ? Transition.to(state.with(read.detail()))
        : Transition.to(state);
  }
}
