package dev.quantloop.app.tui.table;

import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Step;
import dev.quantloop.app.tui.key.Binding;
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
  private static final int HALF_PAGE = 10;

  private final Function<S, Table<R>> table;
  private final BiFunction<S, Table<R>, S> changed;

  public TableKeys(Function<S, Table<R>> table, BiFunction<S, Table<R>, S> changed) {
    this.table = table;
    this.changed = changed;
  }

  public List<Binding<S, Step>> moving() {
    return List.of(
        binding("j down", "down", "go down", t -> t.move(1)),
        binding("k up", "up", "go up", t -> t.move(-1)),
        binding("g home", "first", "go to the first", t -> t.at(0)),
        binding("G end", "last", "go to the last", t -> t.at(t.shown().size() - 1)),
        binding("ctrl-d page-down", "page-down", "go half a page down", t -> t.move(HALF_PAGE)),
        binding("ctrl-u page-up", "page-up", "go half a page up", t -> t.move(-HALF_PAGE)));
  }

  public Binding<S, Step> filtering() {
    return binding(
            "/",
            "filter",
            "show only rows with a text",
            "filter",
            t -> t.filtered(t.filter().opened()))
        .unless(this::noRows);
  }

  public List<Binding<S, Step>> sorting() {
    return List.of(
        binding("s >", "sort-next", "sort by the next column", t -> t.sortedByNext(1)),
        binding("<", "sort-previous", "sort by the column before", t -> t.sortedByNext(-1)),
        binding("S", "sort-reverse", "turn the order round", Table::reversed),
        Binding.of(
            "C",
            "columns",
            "choose and order the columns",
            "",
            s -> Step.to(s, new Effect.Show(ColumnsDialog.of(table.apply(s))))));
  }

  public List<Binding<S, Step>> marking() {
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
  public Binding<S, Step> onSelected(
      String keys, String name, String label, String hint, BiFunction<S, R, Step> action) {
    return Binding.<S, Step>of(
            keys,
            name,
            label,
            hint,
            state -> action.apply(state, table.apply(state).selected().orElseThrow()))
        .onlyIf(state -> table.apply(state).selected().isPresent(), "no row is selected");
  }

  private Binding<S, Step> binding(
      String keys, String name, String label, UnaryOperator<Table<R>> change) {
    return binding(keys, name, label, "", change);
  }

  private Binding<S, Step> binding(
      String keys, String name, String label, String hint, UnaryOperator<Table<R>> change) {
    return Binding.of(
        keys,
        name,
        label,
        hint,
        state -> Step.to(changed.apply(state, change.apply(table.apply(state)))));
  }
}
