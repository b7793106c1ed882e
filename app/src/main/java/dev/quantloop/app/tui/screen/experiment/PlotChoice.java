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

  /** The lines of the plot, one for each quant type; of 0 there is no part to draw. */
  List<Series> series(ExperimentData data) {
    Map<String, List<RankingRow>> byType = new LinkedHashMap<>();
    data.ranking().stream()
        .sorted(Comparator.comparingLong(RankingRow::corpusTokens))
        .forEach(row -> byType.computeIfAbsent(row.quantType(), t -> new ArrayList<>()).add(row));
    byType.values().removeIf(rows -> relative && rows.get(0).statistics().get(metric) == 0);
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
          series.add(
              new Series(
                  type,
                  Series.letterOf(index),
                  Series.colorOf(index),
                  points,
                  Series.Look.LINE,
                  metric == Figure.COMPOSITE ? ahead(data, type, unit) : List.of(),
                  metric == Figure.COMPOSITE ? hints(data, type, unit) : List.of()));
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

  /** What another doubling can still bring, from the last step of the growing corpus on. */
  private static List<Series.Point> ahead(ExperimentData data, String type, double unit) {
    return data.standing().returns().stream()
        .filter(row -> row.quantType().equals(type))
        .reduce((before, row) -> row)
        .filter(row -> row.gain().isPresent())
        .map(
            row -> {
              double now = row.composite() / unit;
              return List.of(
                  new Series.Point(row.corpusTokens(), now),
                  new Series.Point(
                      2.0 * row.corpusTokens(),
                      now * (1 - row.gain().getAsDouble()),
                      now * (1 - row.gainHigh().getAsDouble()),
                      now * (1 - row.gainLow().getAsDouble()),
                      false));
            })
        .orElse(List.of());
  }

  /** Where the imatrix alone puts the points. */
  private static List<Series.Point> hints(ExperimentData data, String type, double unit) {
    return data.standing().predictions().stream()
        .filter(one -> one.quantType().equals(type))
        .flatMap(one -> one.steps().stream())
        .filter(step -> step.composite().isPresent())
        .map(step -> new Series.Point(step.corpusTokens(), step.composite().getAsDouble() / unit))
        .toList();
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
