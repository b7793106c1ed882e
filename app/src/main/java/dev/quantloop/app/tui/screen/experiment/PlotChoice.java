package dev.quantloop.app.tui.screen.experiment;

import dev.quantloop.app.tui.plot.Series;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.FigureLists;
import dev.quantloop.tracker.view.DiminishingReturnsRow;
import dev.quantloop.tracker.view.RankingRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the plot shows.
 *
 * @param logarithmic whether the axis of corpus sizes is
 * @param relative whether figures are relative to those without imatrix
 */
record PlotChoice(Figure metric, boolean logarithmic, boolean relative) {
  static final PlotChoice FIRST = new PlotChoice(Figure.COMPOSITE, true, true);

  /** What is plotted, and against what. */
  String label() {
    return figure() + ", by corpus tokens" + (logarithmic ? "" : " on a linear axis");
  }

  /** What is plotted. */
  String figure() {
    return metric.longTitle() + (relative ? ", % of the first point" : "");
  }

  PlotChoice nextMetric() {
    List<Figure> all = FigureLists.RANKING;
    Figure next = all.get((all.indexOf(metric) + 1) % all.size());
    return new PlotChoice(next, logarithmic, relative);
  }

  PlotChoice otherAxis() {
    return new PlotChoice(metric, !logarithmic, relative);
  }

  PlotChoice otherUnit() {
    return new PlotChoice(metric, logarithmic, !relative);
  }

  /** The lines of the plot, one for each quant type. */
  List<Series> series(ExperimentData data) {
    Map<String, List<RankingRow>> byType = new LinkedHashMap<>();
    data.ranking().stream()
        .sorted(Comparator.comparingLong(RankingRow::corpusTokens))
        .forEach(row -> byType.computeIfAbsent(row.quantType(), t -> new ArrayList<>()).add(row));
    Set<Place> plateaus = plateaus(data);
    List<Series> series = new ArrayList<>();
    byType.forEach(
        (type, rows) -> {
          int index = series.size();
          double unit = unit(rows.get(0));
          List<Series.Point> points =
              rows.stream()
                  .map(row -> point(row, unit, plateaus.contains(new Place(row.iteration(), type))))
                  .toList();
          series.add(new Series(type, Series.letterOf(index), Series.colorOf(index), points));
        });
    return series;
  }

  private Series.Point point(RankingRow row, double unit, boolean plateau) {
    double value = row.statistics().get(metric);
    boolean known = metric == Figure.COMPOSITE;
    return new Series.Point(
        row.corpusTokens(),
        value / unit,
        (known ? row.compositeLow().orElse(value) : value) / unit,
        (known ? row.compositeHigh().orElse(value) : value) / unit,
        plateau);
  }

  /** Types differ by an order of magnitude; relative to their first figures they share an axis. */
  private double unit(RankingRow first) {
    double figure = first.statistics().get(metric);
    return relative && figure > 0 ? figure / 100 : 1;
  }

  /** Iterations of a quant type that are on its plateau. */
  private record Place(int iteration, String quantType) {}

  private static Set<Place> plateaus(ExperimentData data) {
    Set<Place> places = new HashSet<>();
    data.standing().returns().stream()
        .filter(DiminishingReturnsRow::plateau)
        .forEach(row -> places.add(new Place(row.iteration(), row.quantType())));
    return places;
  }
}
