package dev.quantloop.app.tui.screen.inspect;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.plot.LayerGrid;
import dev.quantloop.app.tui.plot.Plot;
import dev.quantloop.app.tui.plot.Series;
import dev.quantloop.app.tui.table.TableView;
import dev.quantloop.llama.imatrix.statistics.WeightStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lays out what the files are, then the map or the table. */
final class InspectView {
  private static final int GAP = 2;

  /** Lines of a map that shows something, with its head and what is said below. */
  private static final int ROOMY = 12;

  private static final int LEAST_PROFILE = 6;

  private InspectView() {}

  static void draw(InspectState state, Canvas canvas, ViewContext context) {
    if (state.data().isEmpty()) {
      String names =
          String.join(
              ", ", state.files().stream().map(file -> file.getFileName().toString()).toList());
      canvas.awaiting(state.problem(), names);
      return;
    }
    InspectData data = state.data().get();
    List<String> head = new ArrayList<>();
    for (int i = 0; i < data.imatrices().size(); i++) {
      head.add((data.two() ? "AB".charAt(i) + " " : "") + data.imatrices().get(i).line());
    }
    canvas.lines(0, 0, head, Style.BOLD);
    if (data.totalsOnly()) {
      canvas.textBefore(canvas.width(), 0, "  computing the other figures", Style.of(Color.CYAN));
    }
    Canvas rest = canvas.rows(head.size(), canvas.height() - head.size());
    if (state.listed()) {
      TableView.drawFilter(rest.rows(rest.height() - 1, 1), state.table());
      TableView.draw(rest.rows(0, rest.height() - 1), state.table(), true, context);
    } else {
      map(state, state.map().orElseThrow(), rest, context);
    }
  }

  private static void map(InspectState state, HeatMap map, Canvas canvas, ViewContext context) {
    Measure measure = map.measure();
    boolean roomy = canvas.height() >= ROOMY;
    String title = measure.heading() + (roomy ? ": " + measure.formula() : "");
    canvas.lines(0, 0, List.of(title), Style.of(Color.CYAN));
    List<String> below = below(state, map, roomy, context);
    Optional<WeightStatistics> experts =
        state.selected().map(InspectRow::any).filter(one -> one.experts() > 1 && roomy);
    int strip = experts.map(one -> strip(one).rows(canvas.width())).orElse(0);
    int room = canvas.height() - 1 - below.size() - strip;
    int height = Math.min(room, 1 + map.data().kinds().size());
    maps(state, map, canvas.rows(1, height), context);
    int y = 1 + height;
    canvas.lines(0, y, below, Style.PLAIN);
    experts.ifPresent(one -> strip(one).draw(canvas.rows(y + below.size(), strip), context));
    int end = y + below.size() + strip;
    if (canvas.height() - end > LEAST_PROFILE) {
      profile(state, map).draw(canvas.rows(end + 1, canvas.height() - end - 1), context);
    }
  }

  /** The figure of one kind from layer to layer. */
  private static Plot profile(InspectState state, HeatMap map) {
    InspectData data = map.data();
    Measure measure = map.measure();
    String kind = data.kinds().get(state.kind());
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < (measure.comparesBoth() ? 1 : data.imatrices().size()); i++) {
      boolean other = i == 1;
      List<Series.Point> points =
          data.rows().stream()
              .filter(row -> row.weight().kind().equals(kind))
              .filter(row -> row.weight().layer().isPresent())
              .filter(row -> Double.isFinite(measure.value(row, other)))
              .map(
                  row -> new Series.Point(LayerGrid.layer(row.weight()), measure.value(row, other)))
              .toList();
      String name = measure.comparesBoth() || !data.two() ? kind : "AB".charAt(i) + " " + kind;
      series.add(new Series(name, Series.letterOf(i), Series.colorOf(i), points, Series.Look.LINE));
    }
    Plot plot = new Plot(series, "", layer -> "layer " + Numbers.count(layer), false, false);
    return map.range().logarithmic() ? plot.withLogarithmicHeight() : plot;
  }

  private static ExpertStrip strip(WeightStatistics weight) {
    return new ExpertStrip(weight.counts());
  }

  /** Both beside each other where the figure is one of each and there is room. */
  private static void maps(InspectState state, HeatMap first, Canvas canvas, ViewContext context) {
    int least = first.label(canvas.width()) + 1 + first.data().layers().size();
    boolean each = first.data().two() && !first.measure().comparesBoth();
    int half = (canvas.width() - GAP) / 2;
    if (each && half >= least) {
      first.draw(canvas.part(0, 0, half, canvas.height()), context);
      first.of(true).draw(canvas.part(half + GAP, 0, half, canvas.height()), context);
    } else {
      first.of(each && state.other()).draw(canvas, context);
    }
  }

  /** What the signs mean, and what the selected weight has. */
  private static List<String> below(
      InspectState state, HeatMap map, boolean roomy, ViewContext context) {
    List<String> lines = new ArrayList<>();
    if (roomy) {
      lines.add(map.legend(context));
    }
    lines.add(
        state
            .selected()
            .map(row -> weight(state, map.measure(), row))
            .orElse("no such weight in that layer"));
    state
        .selected()
        .map(InspectRow::any)
        .filter(one -> one.experts() > 1 && roomy)
        .ifPresent(one -> lines.add(InspectData.experts(one)));
    return lines;
  }

  private static String weight(InspectState state, Measure measure, InspectRow row) {
    boolean both = state.files().size() > 1 && !measure.comparesBoth();
    return "%s  %s %s%s%s"
        .formatted(
            row.weight().name(),
            measure.heading(),
            measure.text(row, false),
            both ? ", B " + measure.text(row, true) : "",
            row.any().earlier().map(earlier -> ", held against " + earlier).orElse(""));
  }
}
