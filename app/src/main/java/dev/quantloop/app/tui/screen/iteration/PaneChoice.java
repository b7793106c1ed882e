package dev.quantloop.app.tui.screen.iteration;

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
}
