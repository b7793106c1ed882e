package dev.quantloop.app.tui.screen.iteration;

import dev.quantloop.app.tui.grid.Canvas;
import java.util.ArrayList;
import java.util.List;

/** Gives the panes their places: as many columns and rows of them as there is room for. */
final class PaneLayout {
  private static final int THREE_COLUMNS = 160;
  private static final int TWO_COLUMNS = 76;
  private static final int LEAST_HEIGHT = 9;

  private PaneLayout() {}

  /**
   * A pane on the screen.
   *
   * @param hidden how many others would be here if there were room
   */
  record Placed(Pane pane, Canvas canvas, int hidden) {}

  static List<Placed> place(Canvas canvas, PaneChoice choice) {
    if (choice.alone()) {
      return List.of(new Placed(choice.focus(), canvas, Pane.values().length - 1));
    }
    List<List<Pane>> columns = columns(canvas.width());
    List<Placed> placed = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      int from = i * canvas.width() / columns.size();
      int to = (i + 1) * canvas.width() / columns.size();
      placed.addAll(
          stack(columns.get(i), canvas.part(from, 0, to - from, canvas.height()), choice));
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
  private static List<Placed> stack(List<Pane> column, Canvas canvas, PaneChoice choice) {
    int count = Math.max(1, Math.min(column.size(), canvas.height() / LEAST_HEIGHT));
    Pane last = choice.recent().stream().filter(column::contains).findFirst().orElseThrow();
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
