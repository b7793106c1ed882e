package dev.quantloop.app.tui.screen.inspect;

import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.dialog.Picker;
import dev.quantloop.app.tui.key.Binding;
import dev.quantloop.app.tui.key.KeyTable;
import dev.quantloop.app.tui.table.ColumnsDialog;
import dev.quantloop.app.tui.table.TableKeys;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What keys and messages do to the inspector. */
final class InspectUpdate {
  static final KeyTable<InspectState, Transition> KEYS = keys();

  /** The files are read. */
  record Read(InspectData data) implements Message {}

  /** A figure was chosen. */
  record Chosen(int measure) implements Message {}

  private InspectUpdate() {}

  private static KeyTable<InspectState, Transition> keys() {
    TableKeys<InspectState, InspectRow> table =
        new TableKeys<>(InspectState::table, InspectState::with);
    return new KeyTable<>(
        List.of(
            Binding.<InspectState, Transition>of(
                    "enter", "weight", "look at one weight", "weight", InspectUpdate::open)
                .unless(InspectUpdate::noWeight),
            change("t", "next-figure", "show the next figure", "figure", s -> next(s, 1))
                .onlyIf(s -> !s.listed(), "tab goes to the map"),
            change("T", "previous-figure", "show the figure before", "", s -> next(s, -1))
                .onlyIf(s -> !s.listed(), "tab goes to the map"),
            Binding.<InspectState, Transition>of(
                    "m",
                    "choose-figure",
                    "choose the figure that the map shows",
                    "choose",
                    s -> ask(s))
                .unless(InspectUpdate::notRead),
            change(
                "tab",
                "table",
                "show a map of all weights, or a table",
                "map or table",
                s -> s.showing(!s.listed(), s.other())),
            change(
                    "o",
                    "other-file",
                    "show the map of the other file",
                    "",
                    s -> s.showing(s.listed(), !s.other()))
                .onlyIf(s -> s.files().size() > 1 && !s.listed(), "one file is shown"),
            change("l right", "right", "go to the next layer", s -> s.at(s.kind(), s.layer() + 1)),
            change("h left", "left", "go to the layer before", s -> s.at(s.kind(), s.layer() - 1))),
        KeyTable.moving(
            s -> s.listed() ? s.table().cursor() : s.kind(),
            InspectUpdate::rows,
            (s, row) ->
                Transition.to(s.listed() ? s.with(s.table().at(row)) : s.at(row, s.layer()))),
        Stream.concat(Stream.of(table.filtering()), table.sorting().stream())
            .map(binding -> binding.onlyIf(InspectState::listed, "tab goes to the table"))
            .toList(),
        List.of(
            Binding.<InspectState, Transition>of(
                    "y", "copy", "copy the name of the weight", InspectUpdate::copy)
                .unless(InspectUpdate::noWeight),
            Screen.back("q escape", "go back")));
  }

  private static Binding<InspectState, Transition> change(
      String keys, String name, String label, UnaryOperator<InspectState> change) {
    return change(keys, name, label, "", change);
  }

  private static Binding<InspectState, Transition> change(
      String keys, String name, String label, String hint, UnaryOperator<InspectState> change) {
    return Binding.of(keys, name, label, hint, s -> Transition.to(change.apply(s)));
  }

  private static int rows(InspectState state) {
    return state.listed()
        ? state.table().shown().size()
        : state.data().map(data -> data.kinds().size()).orElse(0);
  }

  private static InspectState next(InspectState state, int by) {
    return state.measuring(state.measure() + by);
  }

  private static boolean known(InspectState state) {
    return state.data().filter(data -> !data.totalsOnly()).isPresent();
  }

  private static Optional<String> notRead(InspectState state) {
    return known(state) ? Optional.empty() : Optional.of("it is being read");
  }

  private static Optional<String> noWeight(InspectState state) {
    return notRead(state)
        .or(
            () ->
                state.selected().isPresent()
                    ? Optional.empty()
                    : Optional.of("there is no weight here"));
  }

  private static Transition open(InspectState state) {
    InspectRow row = state.selected().orElseThrow();
    return Transition.to(state, new Effect.Open(WeightState.of(state.data().orElseThrow(), row)));
  }

  private static Transition ask(InspectState state) {
    List<Measure> measures = state.data().orElseThrow().measures();
    List<Picker.Item> items =
        IntStream.range(0, measures.size())
            .mapToObj(
                i ->
                    new Picker.Item(
                        measures.get(i).heading(),
                        measures.get(i).formula(),
                        new Effect.Tell(new Chosen(i))))
            .toList();
    return Transition.to(state, new Effect.Show(Picker.of("Figures", items)));
  }

  private static Transition copy(InspectState state) {
    String name = state.selected().orElseThrow().weight().name();
    return Transition.to(state, new Effect.Copy(name, "the name of the weight"));
  }

  static Transition hear(InspectState state, Message message) {
    if (message instanceof Read read) {
      return Transition.to(state.with(read.data()));
    } else if (message instanceof Chosen chosen) {
      return Transition.to(state.measuring(chosen.measure()).showing(false, state.other()));
    } else if (message instanceof ColumnsDialog.Chosen chosen) {
      return Transition.to(
          state.with(state.table().choosing(chosen.choice())),
          state.services().keep(InspectState.COLUMNS, chosen.choice()));
    } else if (message instanceof Message.Failed failed) {
      return Transition.to(known(state) ? state : state.failed(failed.reason()));
    }
    return Transition.to(state);
  }
}
