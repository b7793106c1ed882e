package dev.quantloop.app.tui.table;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.dialog.FilterField;
import dev.quantloop.app.tui.key.Key;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The state of a table: an immutable value. Sorting and filtering are done when rows or wishes
 * change, not when the table is drawn.
 *
 * @param <R> a row
 * @param id tells a row from others, also after its figures have changed
 * @param all the rows as they were given
 * @param marks the ids of the marked rows
 * @param shown the rows that the filter lets pass, in their order
 */
public record Table<R>(
    Function<R, Object> id,
    List<R> all,
    Wishes<R> wishes,
    Set<Object> marks,
    List<R> shown,
    int cursor,
    TextWidths<R> widths) {
  private static final ViewContext FOR_FILTER = new ViewContext(false, Instant.EPOCH);

  public Table {
    cursor = Math.max(0, Math.min(shown.size() - 1, cursor));
  }

  /**
   * What the user asks of the table.
   *
   * @param available columns
   * @param sort name of the column sorted by, or empty for the order in which the rows were given
   */
  record Wishes<R>(
      List<Column<R>> available,
      ColumnChoice choice,
      String sort,
      boolean descending,
      FilterField filter) {

    Wishes<R> of(List<Column<R>> columns, ColumnChoice chosen) {
      return new Wishes<>(List.copyOf(columns), chosen, sort, descending, filter);
    }

    Wishes<R> sorted(String column, boolean down) {
      return new Wishes<>(available, choice, column, down, filter);
    }

    Wishes<R> filtered(FilterField field) {
      return new Wishes<>(available, choice, sort, descending, field);
    }

    List<Column<R>> columns() {
      return choice.shown(available);
    }

    Optional<Column<R>> sortedBy() {
      return available.stream().filter(column -> column.name().equals(sort)).findFirst();
    }

    List<R> arrange(List<R> all) {
      List<R> rows = new ArrayList<>(all);
      if (!filter.text().isEmpty()) {
        String wanted = filter.text().toLowerCase(Locale.ROOT);
        rows.removeIf(row -> !hasText(row, wanted));
      }
      Optional<Comparator<R>> order = sortedBy().map(Column::order);
      order.ifPresent(by -> rows.sort(descending ? by.reversed() : by));
      return rows;
    }

    private boolean hasText(R row, String wanted) {
      return columns().stream()
          .anyMatch(c -> c.text().apply(row, FOR_FILTER).toLowerCase(Locale.ROOT).contains(wanted));
    }
  }

  /**
   * An empty table, in the order in which rows will be given.
   *
   * @param id tells a row from others, also after its figures have changed
   */
  public static <R> Table<R> of(List<Column<R>> columns, Function<R, Object> id) {
    Wishes<R> wishes =
        new Wishes<>(List.copyOf(columns), ColumnChoice.ALL, "", false, FilterField.CLOSED);
    return new Table<>(id, List.of(), wishes, Set.of(), List.of(), 0, new TextWidths<>(List.of()));
  }

  /** The same table with other rows; the cursor stays on its row if that is still there. */
  public Table<R> with(List<R> rows) {
    List<R> same = List.copyOf(rows);
    return same == all ? this : arranged(same, wishes);
  }

  private Table<R> arranged(List<R> rows, Wishes<R> wanted) {
    TextWidths<R> same = rows == all ? widths : new TextWidths<>(rows);
    Table<R> next = new Table<>(id, rows, wanted, marks, wanted.arrange(rows), cursor, same);
    return selected().map(row -> next.at(next.indexOf(id.apply(row)))).orElse(next);
  }

  private int indexOf(Object wanted) {
    for (int i = 0; i < shown.size(); i++) {
      if (id.apply(shown.get(i)).equals(wanted)) {
        return i;
      }
    }
    return cursor;
  }

  /** The same rows under other columns. */
  public Table<R> withColumns(List<Column<R>> others) {
    return arranged(all, wishes.of(others, wishes.choice()));
  }

  public Table<R> choosing(ColumnChoice choice) {
    return arranged(all, wishes.of(wishes.available(), choice));
  }

  public Table<R> at(int row) {
    return new Table<>(id, all, wishes, marks, shown, row, widths);
  }

  public Table<R> move(int by) {
    return at(cursor + by);
  }

  public Table<R> filtered(FilterField field) {
    return arranged(all, wishes.filtered(field));
  }

  /** The table after a key that belongs to its filter; empty for all others. */
  public Optional<Table<R>> typed(Key key) {
    return wishes.filter().press(key).map(this::filtered);
  }

  /**
   * Sorted by the next column to the right, or to the left; past the last, as the rows were given.
   */
  public Table<R> sortedByNext(int direction) {
    List<String> names = new ArrayList<>(List.of(""));
    columns().forEach(column -> names.add(column.name()));
    int next = Math.floorMod(names.indexOf(wishes.sort()) + direction, names.size());
    return arranged(all, wishes.sorted(names.get(next), false));
  }

  public Table<R> reversed() {
    return arranged(all, wishes.sorted(wishes.sort(), !wishes.descending()));
  }

  /** Marks the selected row, or takes its mark off, and goes to the next. */
  public Table<R> toggled() {
    if (shown.isEmpty()) {
      return this;
    }
    Set<Object> changed = new HashSet<>(marks);
    Object key = id.apply(shown.get(cursor));
    if (!changed.remove(key)) {
      changed.add(key);
    }
    return new Table<>(id, all, wishes, Set.copyOf(changed), shown, cursor + 1, widths);
  }

  public Table<R> unmarked() {
    return new Table<>(id, all, wishes, Set.of(), shown, cursor, widths);
  }

  public Optional<R> selected() {
    return shown.isEmpty() ? Optional.empty() : Optional.of(shown.get(cursor));
  }

  /** The marked rows that are shown, in their order. */
  public List<R> marked() {
    return shown.stream().filter(this::isMarked).toList();
  }

  public boolean isMarked(R row) {
    return marks.contains(id.apply(row));
  }

  /** The columns that are shown, in their order. */
  public List<Column<R>> columns() {
    return wishes.columns();
  }

  /** All columns in the chosen order, hidden ones too. */
  public List<Column<R>> available() {
    return wishes.choice().ordered(wishes.available());
  }

  public ColumnChoice choice() {
    return wishes.choice();
  }

  /** Columns that the texts of a column take, whichever rows are shown. */
  int width(Column<R> column, ViewContext context) {
    return widths.of(column, context);
  }

  /** The column sorted by, or empty for the order in which the rows were given. */
  public Optional<Column<R>> sortedBy() {
    return wishes.sortedBy();
  }

  public boolean descending() {
    return wishes.descending();
  }

  public FilterField filter() {
    return wishes.filter();
  }

  /**
   * How wide the texts of a table's columns are, so that columns stand still while rows are
   * scrolled. Found when it is asked for, and kept. Of very many rows some are looked at. For one
   * thread.
   */
  static final class TextWidths<R> {
    private static final int MOST_LOOKED_AT = 1000;

    private final List<R> rows;
    private final Map<Column<R>, Integer> known = new HashMap<>();

    TextWidths(List<R> rows) {
      this.rows = rows;
    }

    /** Columns that the widest text of a column takes. */
    int of(Column<R> column, ViewContext context) {
      return known.computeIfAbsent(column, one -> widest(one, context));
    }

    private int widest(Column<R> column, ViewContext context) {
      int step = 1 + rows.size() / MOST_LOOKED_AT;
      int widest = 0;
      for (int i = 0; i < rows.size(); i += step) {
        widest = Math.max(widest, DisplayWidth.of(column.text().apply(rows.get(i), context)));
      }
      return widest;
    }
  }
}
