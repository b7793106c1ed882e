package dev.quantloop.app.tui.screen.compare;

import dev.quantloop.tracker.stats.Figure.Better;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A figure or a setting, with a cell for each candidate.
 *
 * @param cells none in a heading
 * @param best numbers of the cells that are the best; none where all are the same
 */
record CompareRow(String label, List<String> cells, Set<Integer> best) {

  static CompareRow heading(String title) {
    return new CompareRow(title, List.of(), Set.of());
  }

  static CompareRow of(String label, List<String> cells) {
    return new CompareRow(label, cells, Set.of());
  }

  /**
   * @param values null where there is none
   * @param cells what they look like; where two look the same, neither is better
   */
  static CompareRow of(String label, List<Double> values, List<String> cells, Better better) {
    int winner = -1;
    for (int i = 0; i < values.size() && better != Better.NEITHER; i++) {
      if (values.get(i) != null
          && (winner < 0 || beats(values.get(i), values.get(winner), better))) {
        winner = i;
      }
    }
    Set<Integer> best = new HashSet<>();
    for (int i = 0; winner >= 0 && i < cells.size(); i++) {
      if (cells.get(i).equals(cells.get(winner))) {
        best.add(i);
      }
    }
    long known = values.stream().filter(Objects::nonNull).count();
    return new CompareRow(label, cells, best.size() < known ? best : Set.of());
  }

  private static boolean beats(double one, double other, Better better) {
    return better == Better.LOWER ? one < other : one > other;
  }

  boolean isHeading() {
    return cells.isEmpty();
  }

  boolean differs() {
    return cells.stream().distinct().count() > 1;
  }

  /** Without the rows that say the same of all, and headings of nothing. */
  static List<CompareRow> differences(List<CompareRow> rows) {
    List<CompareRow> kept = new ArrayList<>();
    for (CompareRow row : rows) {
      if (row.isHeading()) {
        dropHeading(kept);
      }
      if (row.isHeading() || row.differs()) {
        kept.add(row);
      }
    }
    dropHeading(kept);
    return kept;
  }

  private static void dropHeading(List<CompareRow> rows) {
    int last = rows.size() - 1;
    if (last >= 0 && rows.get(last).isHeading()) {
      rows.remove(last);
    }
  }
}
