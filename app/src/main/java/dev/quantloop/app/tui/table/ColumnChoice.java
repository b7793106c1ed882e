package dev.quantloop.app.tui.table;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which columns of a table are shown, and in which order. Columns that it does not know follow the
 * others: a newer version may have more.
 *
 * @param order names of columns
 * @param hidden names of those that are not shown
 */
public record ColumnChoice(List<String> order, Set<String> hidden) {
  /** All columns, as they come. */
  public static final ColumnChoice ALL = new ColumnChoice(List.of(), Set.of());

  private static final String HIDDEN = "-";

  public ColumnChoice {
    order = List.copyOf(order);
    hidden = Set.copyOf(hidden);
  }

  /**
   * @param text as {@link #text} writes it
   */
  public static ColumnChoice parse(String text) {
    List<String> order = new ArrayList<>();
    Set<String> hidden = new HashSet<>();
    for (String word : text.split(",")) {
      String name = word.startsWith(HIDDEN) ? word.substring(HIDDEN.length()) : word;
      if (!name.isBlank() && !order.contains(name)) {
        order.add(name);
        if (word.startsWith(HIDDEN)) {
          hidden.add(name);
        }
      }
    }
    return new ColumnChoice(order, hidden);
  }

  /** For a file: names in their order, a minus before those that are hidden. */
  public String text() {
    return order.stream()
        .map(name -> hidden.contains(name) ? HIDDEN + name : name)
        .collect(Collectors.joining(","));
  }

  /** All of the columns in the chosen order, hidden ones too. */
  public <R> List<Column<R>> ordered(List<Column<R>> columns) {
    Map<String, Column<R>> left = new LinkedHashMap<>();
    columns.forEach(column -> left.put(column.name(), column));
    List<Column<R>> ordered = new ArrayList<>();
    for (String name : order) {
      Column<R> column = left.remove(name);
      if (column != null) {
        ordered.add(column);
      }
    }
    ordered.addAll(left.values());
    return ordered;
  }

  /** The columns that are shown, in their order; all, if none would be left. */
  public <R> List<Column<R>> shown(List<Column<R>> columns) {
    List<Column<R>> shown =
        ordered(columns).stream().filter(column -> !hidden.contains(column.name())).toList();
    return shown.isEmpty() ? columns : shown;
  }
}
