package dev.quantloop.app.tui.screen.iteration;

import dev.quantloop.app.tui.grid.Canvas;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Which panes the user looks at.
 *
 * @param recent all of them, the one that has the focus first, then as they had it last
 * @param alone whether the one with the focus has all the room
 * @param cursors the row that each of them is at
 */
record PaneChoice(List<Pane> recent, boolean alone, Map<Pane, Integer> cursors) {
  private static final int THREE_COLUMNS = 160;
  private static final int TWO_COLUMNS = 76;
  private static final int LEAST_HEIGHT = 9;

  static final PaneChoice FIRST = new PaneChoice(List.of(Pane.values()), false, Map.of());

  PaneChoice {
    recent = List.copyOf(recent);
    cursors = Map.copyOf(cursors);
  }

  Pane focus() {
    return recent.get(0);
  }

  PaneChoice focus(Pane pane) {
    List<Pane> order = new ArrayList<>(recent);
    order.remove(pane);
    order.add(0, pane);
    return new PaneChoice(order, alone, cursors);
  }

  PaneChoice otherSize() {
    return new PaneChoice(recent, !alone, cursors);
  }

  /** The row of a pane that has so many, which may be fewer than before. */
  int cursor(Pane pane, int rows) {
    return Math.max(0, Math.min(rows - 1, cursors.getOrDefault(pane, 0)));
  }

  /** With the focus's cursor on a row, or on the nearest that there is. */
  PaneChoice at(int row, int rows) {
    Map<Pane, Integer> moved = new EnumMap<>(Pane.class);
    moved.putAll(cursors);
    moved.put(focus(), Math.max(0, Math.min(rows - 1, row)));
    return new PaneChoice(recent, alone, moved);
  }

  /**
   * A pane on the screen.
   *
   * @param hidden how many others would be here if there were room
   */
  record Placed(Pane pane, Canvas canvas, int hidden) {}

  /** Gives the panes their places: as many columns and rows of them as there is room for. */
  List<Placed> place(Canvas canvas) {
    if (alone) {
      return List.of(new Placed(focus(), canvas, Pane.values().length - 1));
    }
    List<List<Pane>> columns = columns(canvas.width());
    List<Placed> placed = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      int from = i * canvas.width() / columns.size();
      int to = (i + 1) * canvas.width() / columns.size();
      placed.addAll(stack(columns.get(i), canvas.part(from, 0, to - from, canvas.height())));
    }
    return placed;
  }

  private static List<List<Pane>> columns(int width) {
    if (width >= THREE_COLUMNS) {
      return List.of(
          List.of(Pane.FIGURES, Pane.DOMAINS),
          List.of(Pane.CURVE, Pane.HISTOGRAM),
          List.of(Pane.PROVENANCE, Pane.NOTES));
    } else if (width >= TWO_COLUMNS) {
      return List.of(
          List.of(Pane.FIGURES, Pane.DOMAINS, Pane.PROVENANCE),
          List.of(Pane.CURVE, Pane.HISTOGRAM, Pane.NOTES));
    }
    return List.of(List.of(Pane.values()));
  }

  /** The pane that had the focus last, and those around it. */
  private List<Placed> stack(List<Pane> column, Canvas canvas) {
    int count = Math.max(1, Math.min(column.size(), canvas.height() / LEAST_HEIGHT));
    Pane last = recent.stream().filter(column::contains).findFirst().orElseThrow();
    int first = Math.min(column.indexOf(last), column.size() - count);
    List<Placed> placed = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int from = i * canvas.height() / count;
      int to = (i + 1) * canvas.height() / count;
      placed.add(
          new Placed(
              column.get(first + i),
              canvas.rows(from, to - from),
              i == 0 ? column.size() - count : 0));
    }
    return placed;
  }
}
