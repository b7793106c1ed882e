package dev.quantloop.app.tui.screen.iteration;

import dev.quantloop.app.tui.Step;
import dev.quantloop.app.tui.key.Binding;
import dev.quantloop.app.tui.key.KeyTable;
import java.util.List;
import java.util.function.UnaryOperator;

/** What keys do to the panes. */
final class PaneUpdate {
  private PaneUpdate() {}

  static List<Binding<IterationScreenState, Step>> keys() {
    return List.of(
        pane("tab", "next-pane", "go to the next pane", "panes", p -> p.focus(p.focus().next(1))),
        pane(
            "back-tab",
            "previous-pane",
            "go to the pane before",
            "",
            p -> p.focus(p.focus().next(-1))),
        pane(
            "z",
            "alone",
            "give the pane all the room, or share it",
            "alone",
            PaneChoice::otherSize),
        Binding.of(
            "x",
            "axis",
            "spread the highest percentiles, or all alike",
            s -> Step.to(s.withOtherAxis())));
  }

  /** What goes through the lines of the pane with the focus. */
  static List<Binding<IterationScreenState, Step>> moving() {
    return KeyTable.<IterationScreenState, Step>moving(
            s -> s.panes().cursor(s.panes().focus(), rows(s)),
            PaneUpdate::rows,
            (s, row) -> Step.to(s.with(s.panes().at(row, rows(s)))))
        .stream()
        .map(binding -> binding.onlyIf(s -> rows(s) > 0, "the pane has no lines"))
        .toList();
  }

  private static Binding<IterationScreenState, Step> pane(
      String keys, String name, String label, String hint, UnaryOperator<PaneChoice> change) {
    return Binding.of(keys, name, label, hint, s -> Step.to(s.with(change.apply(s.panes()))));
  }

  private static int rows(IterationScreenState state) {
    return state.data().map(data -> state.panes().focus().rows(data)).orElse(0);
  }
}
