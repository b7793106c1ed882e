package dev.quantloop.app.tui.screen.experiment;

import dev.quantloop.app.console.DisplayWidth;
import dev.quantloop.app.guide.Suggestion;
import dev.quantloop.app.tui.Box;
import dev.quantloop.app.tui.Look;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.plot.Plot;
import dev.quantloop.app.tui.plot.Series;
import dev.quantloop.app.tui.table.TableView;
import dev.quantloop.tracker.RankingRow;
import dev.quantloop.tracker.ReturnsRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lays out an experiment: the ranking above, what runs and the curve below or beside it. */
final class ExperimentView {
  private static final int WIDE = 130;
  private static final int LEAST_TABLE_ROWS = 4;
  private static final int BORDERS = 2;
  // Told apart by people who do not see red and green apart; the marks do it without colours.
  private static final List<Color> COLORS =
      List.of(Color.CYAN, Color.YELLOW, Color.MAGENTA, Color.BLUE, Color.GREEN, Color.RED);

  private ExperimentView() {}

  static void draw(ExperimentState state, Canvas canvas, Look look) {
    if (state.data().isEmpty()) {
      canvas.text(0, 1, "reading " + state.name());
      return;
    }
    ExperimentData data = state.data().get();
    int head = facts(data, canvas.rows(0, 1));
    Canvas below = canvas.rows(head, canvas.height() - head);
    if (below.width() >= WIDE) {
      int right = Math.min(70, below.width() * 2 / 5);
      ranking(state, below.part(0, 0, below.width() - right, below.height()), look);
      side(state, data, below.part(below.width() - right, 0, right, below.height()), look);
    } else {
      int wanted = Math.max(LEAST_TABLE_ROWS, state.table().shown().size() + 2) + BORDERS;
      int most = Math.max(LEAST_TABLE_ROWS + BORDERS, below.height() * 3 / 5);
      int rows = Math.min(wanted, most);
      ranking(state, below.rows(0, rows), look);
      side(state, data, below.rows(rows, below.height() - rows), look);
    }
  }

  private static int facts(ExperimentData data, Canvas line) {
    String text =
        "%s  quants %s  context %d  start %s tokens, growth %s"
            .formatted(
                data.modelName(),
                String.join(",", data.experiment().settings().quantTypes()),
                data.experiment().settings().nCtx(),
                dev.quantloop.app.console.Figures.count(data.experiment().settings().startTokens()),
                trimmed(data.experiment().settings().growth()));
    line.text(0, 0, DisplayWidth.cut(text, line.width()), Style.of(Color.GRAY));
    return 1;
  }

  private static String trimmed(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private static void ranking(ExperimentState state, Canvas canvas, Look look) {
    Canvas inside = Box.draw(canvas, rankingTitle(state), true, look);
    if (state.table().all().isEmpty()) {
      inside.text(1, 0, "No iteration has been evaluated yet.");
      inside.text(
          1, 1, state.data().get().running() ? "The first is at work." : "R runs the loop.");
      next(state.data().get(), inside.rows(3, 1));
      return;
    }
    TableView.draw(inside.rows(0, inside.height() - 1), state.table(), true, look);
    next(state.data().get(), inside.rows(inside.height() - 1, 1));
  }

  /** The guide's first suggestion, under the ranking that gave rise to it. */
  private static void next(ExperimentData data, Canvas line) {
    data.guide().suggestions().stream()
        .filter(suggestion -> suggestion.kind() != Suggestion.Kind.WATCH)
        .findFirst()
        .ifPresent(
            first -> {
              String cost = first.cost().text().isEmpty() ? "" : " (" + first.cost().text() + ")";
              int x = line.text(1, 0, "i", Style.BOLD.with(Color.CYAN));
              String text = " next: " + first.title() + cost;
              line.text(x, 0, DisplayWidth.cut(text, line.width() - x), Style.of(Color.GREEN));
            });
  }

  private static String rankingTitle(ExperimentState state) {
    String title = "Ranking";
    if (state.filter().open()) {
      return title + "  /" + state.filter().text() + "_";
    } else if (!state.filter().text().isEmpty()) {
      return title + "  with \"" + state.filter().text() + "\"";
    }
    return title;
  }

  private static void side(ExperimentState state, ExperimentData data, Canvas canvas, Look look) {
    int progress = Math.min(canvas.height(), ProgressView.rows(data) + BORDERS);
    if (canvas.height() <= BORDERS) {
      canvas.text(0, 0, DisplayWidth.cut(ProgressView.line(data), canvas.width()));
    } else if (data.run().isPresent()) {
      Canvas inside = Box.draw(canvas.rows(0, progress), ProgressView.title(data), false, look);
      ProgressView.draw(data, inside, look);
      plot(state, data, canvas.rows(progress, canvas.height() - progress), look);
    } else {
      plot(state, data, canvas, look);
    }
  }

  private static void plot(ExperimentState state, ExperimentData data, Canvas canvas, Look look) {
    if (canvas.height() < 8 || data.ranking().isEmpty()) {
      return;
    }
    String unit = state.relative() ? ", % of no imatrix" : "";
    Canvas inside =
        Box.draw(canvas, state.metric().label() + unit + ", by corpus tokens", false, look);
    new Plot(series(state, data), "tokens", state.logarithmic()).draw(inside, look);
  }

  private static List<Series> series(ExperimentState state, ExperimentData data) {
    Map<String, List<RankingRow>> byType = new LinkedHashMap<>();
    data.ranking().stream()
        .sorted(Comparator.comparingLong(RankingRow::corpusTokens))
        .forEach(row -> byType.computeIfAbsent(row.quantType(), t -> new ArrayList<>()).add(row));
    List<Series> series = new ArrayList<>();
    byType.forEach(
        (type, rows) -> {
          int index = series.size();
          double unit = unit(state, rows.get(0));
          List<Series.Point> points =
              rows.stream()
                  .map(
                      row ->
                          new Series.Point(
                              row.corpusTokens(),
                              state.metric().of(row) / unit,
                              plateau(data, row)))
                  .toList();
          series.add(
              new Series(
                  type, (char) ('a' + index % 26), COLORS.get(index % COLORS.size()), points));
        });
    return series;
  }

  /** Types differ by an order of magnitude; relative to their first figures they share an axis. */
  private static double unit(ExperimentState state, RankingRow first) {
    double figure = state.metric().of(first);
    return state.relative() && figure > 0 ? figure / 100 : 1;
  }

  private static boolean plateau(ExperimentData data, RankingRow row) {
    return data.returns().stream()
        .filter(ReturnsRow::plateau)
        .anyMatch(r -> r.iteration() == row.iteration() && r.quantType().equals(row.quantType()));
  }
}
