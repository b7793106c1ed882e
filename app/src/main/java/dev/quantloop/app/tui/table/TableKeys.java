package dev.quantloop.app.tui.table;

import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.key.Binding;
import dev.quantloop.app.tui.key.KeyTable;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The keys that every table has: arrows and j/k, g/G, Ctrl-D/U, the filter, sorting, columns.
 *
 * @param <S> the screen's state
 * @param <R> a row
 */
public final class TableKeys<S extends Screen, R> {
  private final Function<S, Table<R>> table;
  private final BiFunction<S, Table<R>, S> changed;

  public TableKeys(Function<S, Table<R>> table, BiFunction<S, Table<R>, S> changed) {
    this.table = table;
    this.changed = changed;
  }

  public List<Binding<S, Transition>> moving() {
    return KeyTable.moving(
        state -> table.apply(state).cursor(),
        state -> table.apply(state).shown().size(),
        (state, row) -> Transition.to(changed.apply(state, table.apply(state).at(row))));
  }

  public Binding<S, Transition> filtering() {
    return binding(
            "/",
            "filter",
            "show only rows with a text",
            "filter",
            t -> t.filtered(t.filter().opened()))
        .unless(this::noRows);
  }

  public List<Binding<S, Transition>> sorting() {
    return List.of(
        binding("s >", "sort-next", "sort by the next column", t -> t.sortedByNext(1)),
        binding("<", "sort-previous", "sort by the column before", t -> t.sortedByNext(-1)),
        binding("S", "sort-reverse", "reverse the order", Table::reversed),
        Binding.of(
            "C",
            "columns",
            "choose and order the columns",
            "",
            s -> Transition.to(s, new Effect.Show(ColumnsDialog.of(table.apply(s))))));
  }

  public List<Binding<S, Transition>> marking() {
    return List.of(
        binding(
                "space",
                "mark",
                "mark the row or unmark it, and go to the next",
                "mark",
                Table::toggled)
            .unless(this::noRows),
        binding("U", "unmark-all", "take all marks off", Table::unmarked));
  }

  private Optional<String> noRows(S state) {
    return table.apply(state).all().isEmpty() ? Optional.of("there are no rows") : Optional.empty();
  }

  /** A binding of an action on the selected row, which is not possible where there is none. */
  public Binding<S, Transition> onSelected(
      String keys, String name, String label, BiFunction<S, R, Transition> action) {
    return onSelected(keys, name, label, "", action);
  }

  /** The same with a hint for the footer. */
  public Binding<S, Transition> onSelected(
      String keys, String name, String label, String hint, BiFunction<S, R, Transition> action) {
    return Binding.<S, Transition>of(
            keys,
            name,
            label,
            hint,
            state -> action.apply(state, table.apply(state).selected().orElseThrow()))
        .onlyIf(state -> table.apply(state).selected().isPresent(), "no row is selected");
  }

  private Binding<S, Transition> binding(
      String keys, String name, String label, UnaryOperator<Table<R>> change) {
    return binding(keys, name, label, "", change);
  }

  private Binding<S, Transition> binding(
      String keys, String name, String label, String hint, UnaryOperator<Table<R>> change) {
    return Binding.of(
        keys,
        name,
        label,
        hint,
        state -> Transition.to(changed.apply(state, change.apply(table.apply(state)))));
  }
}
