package dev.quantloop.app.tui.table;

import dev.quantloop.app.tui.Look;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The state of a table: an immutable value. Sorting and filtering are done when rows or wishes
 * change, not when the table is drawn.
 *
 * @param <R> a row
 */
public final class Table<R> {
  private static final Look FOR_FILTER = new Look(false, Instant.EPOCH);

  private final List<Column<R>> columns;
  private final Function<R, Object> id;
  private final List<R> all;
  private final List<R> shown;
  private final int cursor;
  private final int sortColumn;
  private final boolean descending;
  private final String filter;
  private final Set<Object> marked;

  private Table(Table<R> from, List<R> all, List<R> shown, int cursor, Set<Object> marked) {
    this.columns = from.columns;
    this.id = from.id;
    this.all = all;
    this.shown = shown;
    this.cursor = Math.max(0, Math.min(shown.size() - 1, cursor));
    this.sortColumn = from.sortColumn;
    this.descending = from.descending;
    this.filter = from.filter;
    this.marked = marked;
  }

  private Table(
      List<Column<R>> columns,
      Function<R, Object> id,
      List<R> all,
      int sortColumn,
      boolean descending,
      String filter,
      Set<Object> marked) {
    this.columns = columns;
    this.id = id;
    this.all = all;
    this.sortColumn = sortColumn;
    this.descending = descending;
    this.filter = filter;
    this.marked = marked;
    this.shown = arrange();
    this.cursor = 0;
  }

  /**
   * An empty table, in the order in which rows will be given.
   *
   * @param id tells a row from others, also after its figures have changed
   */
  public static <R> Table<R> of(List<Column<R>> columns, Function<R, Object> id) {
    return new Table<>(List.copyOf(columns), id, List.of(), -1, false, "", Set.of());
  }

  private List<R> arrange() {
    List<R> rows = new ArrayList<>(all);
    if (!filter.isEmpty()) {
      String wanted = filter.toLowerCase(Locale.ROOT);
      rows.removeIf(row -> !hasText(row, wanted));
    }
    if (sortColumn >= 0) {
      Comparator<R> order = columns.get(sortColumn).order();
      rows.sort(descending ? order.reversed() : order);
    }
    return rows;
  }

  private boolean hasText(R row, String wanted) {
    return columns.stream()
        .anyMatch(c -> c.text().apply(row, FOR_FILTER).toLowerCase(Locale.ROOT).contains(wanted));
  }

  /** The same table with other rows; the cursor stays on its row if that is still there. */
  public Table<R> with(List<R> rows) {
    return arranged(List.copyOf(rows), sortColumn, descending, filter);
  }

  private Table<R> arranged(List<R> rows, int column, boolean down, String text) {
    Table<R> next = new Table<>(columns, id, rows, column, down, text, marked);
    return selected().map(row -> next.at(next.indexOf(id.apply(row)))).orElse(next);
  }

  private int indexOf(Object wanted) {
    for (int i = 0; i < shown.size(); i++) {
      if (id.apply(shown.get(i)).equals(wanted)) {
        return i;
      }
    }
    return Math.min(cursor, Math.max(0, shown.size() - 1));
  }

  /** The same rows under other columns, of which there must be as many. */
  public Table<R> withColumns(List<Column<R>> others) {
    Table<R> next =
        new Table<>(List.copyOf(others), id, all, sortColumn, descending, filter, marked);
    return next.at(cursor);
  }

  public Table<R> at(int row) {
    return new Table<>(this, all, shown, row, marked);
  }

  public Table<R> move(int by) {
    return at(cursor + by);
  }

  /** The next row that the filter finds is the next row: filtered rows are all that are shown. */
  public Table<R> filtered(String text) {
    return arranged(all, sortColumn, descending, text);
  }

  /**
   * Sorted by the next column to the right, or to the left; past the last, as the rows were given.
   */
  public Table<R> sortedByNext(int direction) {
    int count = columns.size() + 1;
    int next = Math.floorMod(sortColumn + 1 + direction, count) - 1;
    return arranged(all, next, false, filter);
  }

  public Table<R> reversed() {
    return arranged(all, sortColumn, !descending, filter);
  }

  /** Marks the selected row, or takes its mark off, and goes to the next. */
  public Table<R> toggled() {
    if (shown.isEmpty()) {
      return this;
    }
    Set<Object> changed = new HashSet<>(marked);
    Object key = id.apply(shown.get(cursor));
    if (!changed.remove(key)) {
      changed.add(key);
    }
    return new Table<>(this, all, shown, cursor + 1, Set.copyOf(changed));
  }

  public Table<R> unmarked() {
    return new Table<>(this, all, shown, cursor, Set.of());
  }

  public Optional<R> selected() {
    return shown.isEmpty() ? Optional.empty() : Optional.of(shown.get(cursor));
  }

  /** The marked rows that are shown, in their order. */
  public List<R> marked() {
    return shown.stream().filter(this::isMarked).toList();
  }

  public boolean isMarked(R row) {
    return marked.contains(id.apply(row));
  }

  public List<Column<R>> columns() {
    return columns;
  }

  public List<R> all() {
    return all;
  }

  public List<R> shown() {
    return shown;
  }

  public int cursor() {
    return cursor;
  }

  /** The column sorted by, or empty for the order in which the rows were given. */
  public Optional<Column<R>> sortedBy() {
    return sortColumn < 0 ? Optional.empty() : Optional.of(columns.get(sortColumn));
  }

  public boolean descending() {
    return descending;
  }

  public String filter() {
    return filter;
  }
}
