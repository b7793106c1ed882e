package dev.quantloop.app.tui.screen.iteration;

import dev.quantloop.app.tui.Step;
import dev.quantloop.app.tui.key.Binding;
import java.util.List;
import java.util.function.UnaryOperator;

/** What keys do to the panes. */
final class PaneUpdate {
  private static final int HALF_PAGE = 10;

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
            "",
            s -> Step.to(s.withOtherAxis())),
        row("j down", "down", "go down in the pane", (row, rows) -> row + 1),
        row("k up", "up", "go up in the pane", (row, rows) -> row - 1),
        row("g home", "first", "go to the pane's first line", (row, rows) -> 0),
        row("G end", "last", "go to the pane's last line", (row, rows) -> rows - 1),
        row("ctrl-d page-down", "page-down", "go half a page down", (row, rows) -> row + HALF_PAGE),
        row("ctrl-u page-up", "page-up", "go half a page up", (row, rows) -> row - HALF_PAGE));
  }

  private static Binding<IterationScreenState, Step> pane(
      String keys, String name, String label, String hint, UnaryOperator<PaneChoice> change) {
    return Binding.of(keys, name, label, hint, s -> Step.to(s.with(change.apply(s.panes()))));
  }

  /** Where the cursor goes from a row of so many. */
  private interface Move {
    int from(int row, int rows);
  }

  private static Binding<IterationScreenState, Step> row(
      String keys, String name, String label, Move move) {
    return Binding.<IterationScreenState, Step>of(
            keys,
            name,
            label,
            "",
            s -> {
              int rows = rows(s);
              int row = s.panes().cursor(s.panes().focus(), rows);
              return Step.to(s.with(s.panes().at(move.from(row, rows), rows)));
            })
        .onlyIf(s -> rows(s) > 0, "the pane has no lines");
  }

  private static int rows(IterationScreenState state) {
    return state.data().map(data -> state.panes().focus().rows(data)).orElse(0);
  }
}
