package dev.quantloop.app.tui.screen.inspect;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.tui.Box;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.plot.Axis;
import dev.quantloop.app.tui.plot.Bars;
import dev.quantloop.app.tui.plot.Plot;
import dev.quantloop.app.tui.plot.Series;
import dev.quantloop.app.tui.screen.inspect.WeightDetail.Side;
import dev.quantloop.app.tui.screen.inspect.WeightState.Pane;
import dev.quantloop.app.tui.table.TableView;
import dev.quantloop.llama.imatrix.statistics.WeightStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Lays out the panes of a weight: all where there is room, else the one with the focus. */
final class WeightView {
  private static final int LEAST_WIDTH = 78;
  private static final int LEAST_HEIGHT = 16;
  private static final int POINTS = 200;

  private WeightView() {}

  static void draw(WeightState state, Canvas canvas, ViewContext context) {
    if (state.detail().isEmpty()) {
      canvas.awaiting(Optional.empty(), state.title());
      return;
    }
    int head = head(state, canvas, context);
    Canvas rest = canvas.rows(head, canvas.height() - head);
    if (rest.width() < LEAST_WIDTH || rest.height() < LEAST_HEIGHT) {
      pane(state, state.pane(), rest, context);
      return;
    }
    int left = rest.width() / 2;
    int top = rest.height() / 2;
    int right = rest.width() - left;
    int bottom = rest.height() - top;
    pane(state, Pane.CURVE, rest.part(0, 0, left, top), context);
    pane(state, Pane.HISTOGRAM, rest.part(left, 0, right, top), context);
    pane(state, Pane.TOP, rest.part(0, top, left, bottom), context);
    pane(state, Pane.FIGURES, rest.part(left, top, right, bottom), context);
  }

  /** How much text it saw, and what its experts saw; returns how many lines that takes. */
  private static int head(WeightState state, Canvas canvas, ViewContext context) {
    WeightStatistics weight = state.row().any();
    String line =
        "%s: %s, %s"
            .formatted(
                weight.weight().name(),
                Numbers.amount(weight.columns(), "column"),
                Numbers.amount(weight.tokens(), "token"));
    canvas.lines(0, 0, List.of(line), Style.BOLD);
    if (weight.experts() == 1) {
      return 1;
    }
    canvas.lines(0, 1, List.of(InspectData.experts(weight)), Style.PLAIN);
    ExpertStrip strip = new ExpertStrip(weight.counts());
    int rows = Math.min(strip.rows(canvas.width()), Math.max(1, canvas.height() / 4));
    strip.draw(canvas.rows(2, rows), context);
    return 2 + rows;
  }

  private static void pane(WeightState state, Pane pane, Canvas canvas, ViewContext context) {
    Canvas inside = Box.draw(canvas, title(state, pane), pane == state.pane(), context);
    WeightDetail detail = state.detail().orElseThrow();
    switch (pane) {
      case CURVE -> curve(detail, inside, context);
      case HISTOGRAM -> histogram(detail.any(), inside, context);
      case TOP -> TableView.draw(inside, state.top(), pane == state.pane(), context);
      case FIGURES -> TableView.draw(inside, state.figures(), pane == state.pane(), context);
    }
  }

  private static String title(WeightState state, Pane pane) {
    String which = state.data().two() ? state.row().first().isPresent() ? " of A" : " of B" : "";
    return switch (pane) {
      case CURVE -> "Importance of columns, by rank";
      case HISTOGRAM -> "Columns" + which + " by importance";
      case TOP -> "Most important columns" + which;
      case FIGURES -> "Figures";
    };
  }

  private static void curve(WeightDetail detail, Canvas canvas, ViewContext context) {
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < detail.sides().size(); i++) {
      int number = i;
      String name = detail.sides().size() == 1 ? "mean square" : "AB".substring(i, i + 1);
      detail
          .sides()
          .get(i)
          .ifPresent(
              side ->
                  series.add(
                      new Series(
                          name,
                          Series.letterOf(number),
                          Series.colorOf(number),
                          points(side),
                          Series.Look.LINE)));
    }
    new Plot(series, "columns", true).withLogarithmicHeight().draw(canvas, context);
  }

  /** By ranks that are equally far apart on a logarithmic axis; without what was never active. */
  private static List<Series.Point> points(Side side) {
    int active = side.atLeast(Double.MIN_VALUE);
    TreeSet<Integer> ranks = new TreeSet<>();
    for (int i = 0; active > 0 && i <= POINTS; i++) {
      ranks.add((int) Math.round(Math.pow(active, (double) i / POINTS)));
    }
    return ranks.stream().map(rank -> new Series.Point(rank, side.sorted()[rank - 1])).toList();
  }

  private static void histogram(Side side, Canvas canvas, ViewContext context) {
    if (side.leastActive() == 0) {
      canvas.lines(0, 0, List.of("No column was ever active."), Style.PLAIN);
      return;
    }
    double all = side.sorted().length;
    new Bars(
            value -> 1 - side.atLeast(Math.nextUp(value)) / all,
            Axis.logarithmic(side.leastActive(), side.largest()),
            Series.colorOf(0),
            List.of())
        .draw(canvas, context);
  }
}
