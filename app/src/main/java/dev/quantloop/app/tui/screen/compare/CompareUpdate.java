package dev.quantloop.app.tui.screen.compare;

import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.key.Binding;
import dev.quantloop.app.tui.key.KeyTable;
import dev.quantloop.app.tui.screen.compare.CompareState.CurveChoice;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What keys and messages do to a comparison. */
final class CompareUpdate {
  static final KeyTable<CompareState, Transition> KEYS = keys();

  /** The candidates, as they are now. */
  record Loaded(CompareData data) implements Message {}

  private CompareUpdate() {}

  private static KeyTable<CompareState, Transition> keys() {
    return new KeyTable<>(
        List.of(
            row(
                "d",
                "differences",
                "show only what differs, or all",
                "differences",
                CompareState::withOtherRows),
            read(
                "p",
                "reference",
                "compare all with the next one",
                "reference",
                s -> Transition.to(s.rotated())),
            plot(
                "tab",
                "curves",
                "go to the curves, or back to the table",
                "curves",
                p -> new CurveChoice(!p.focused(), p.relative(), p.tail())),
            plot(
                "v",
                "relative",
                "draw the curves relative to the first, or as they are",
                "relative",
                p -> new CurveChoice(p.focused(), !p.relative(), p.tail())),
            plot(
                "x",
                "axis",
                "spread the highest percentiles, or all alike",
                "axis",
                p -> new CurveChoice(p.focused(), p.relative(), !p.tail()))),
        KeyTable.moving(
            s -> s.place().row(), s -> s.table().size(), (s, row) -> Transition.to(s.atRow(row))),
        List.of(
            row(
                "l right",
                "right",
                "show the candidates to the right",
                "",
                s -> s.skipping(s.place().skipped() + 1)),
            row(
                "h left",
                "left",
                "show the candidates to the left",
                "",
                s -> s.skipping(s.place().skipped() - 1)),
            read("y", "copy", "copy the row", "", CompareUpdate::copy),
            Screen.back("q escape", "back to the ranking")));
  }

  private static Binding<CompareState, Transition> row(
      String keys, String name, String label, String hint, UnaryOperator<CompareState> change) {
    return read(keys, name, label, hint, s -> Transition.to(change.apply(s)));
  }

  private static Binding<CompareState, Transition> plot(
      String keys, String name, String label, String hint, UnaryOperator<CurveChoice> change) {
    return Binding.of(keys, name, label, hint, s -> Transition.to(s.with(change.apply(s.plot()))));
  }

  private static Binding<CompareState, Transition> read(
      String keys,
      String name,
      String label,
      String hint,
      Function<CompareState, Transition> action) {
    return Binding.of(keys, name, label, hint, action)
        .onlyIf(s -> s.data().isPresent(), "they are being read");
  }

  static Effect load(CompareState state) {
    return new Effect.Ask(
        tracker ->
            new Loaded(CompareData.read(tracker, state.experiment(), state.rows(), state.data())));
  }

  static Transition hear(CompareState state, Message message) {
    if (message instanceof Loaded loaded) {
      return Transition.to(state.with(loaded.data()));
    } else if (message instanceof Message.Changed) {
      return Transition.to(state, load(state));
    } else if (message instanceof Message.Failed failed) {
      return Transition.to(state.data().isPresent() ? state : state.failed(failed.reason()));
    }
    return Transition.to(state);
  }

  private static Transition copy(CompareState state) {
    CompareRow row = state.table().get(state.place().row());
    String text = row.label() + "\t" + String.join("\t", row.cells());
    return Transition.to(state, new Effect.Copy(text.strip(), "the row " + row.label()));
  }
}
