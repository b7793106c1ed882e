package dev.quantloop.app.tui.screen.experiment;

import dev.quantloop.app.tui.plot.Series;
import dev.quantloop.app.tui.plot.SeriesMarks;
import dev.quantloop.tracker.view.RankingRow;
import dev.quantloop.tracker.view.ReturnsRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The lines of an experiment's plot: one for each quant type. */
final class PlotSeries {
  private PlotSeries() {}

  static List<Series> of(ExperimentData data, PlotChoice choice) {
    Map<String, List<RankingRow>> byType = new LinkedHashMap<>();
    data.ranking().stream()
        .sorted(Comparator.comparingLong(RankingRow::corpusTokens))
        .forEach(row -> byType.computeIfAbsent(row.quantType(), t -> new ArrayList<>()).add(row));
    Set<Place> plateaus = plateaus(data);
    List<Series> series = new ArrayList<>();
    byType.forEach(
        (type, rows) -> {
          int index = series.size();
          double unit = unit(choice, rows.get(0));
          List<Series.Point> points =
              rows.stream()
                  .map(
                      row ->
                          new Series.Point(
                              row.corpusTokens(),
                              row.statistics().get(choice.metric()) / unit,
                              plateaus.contains(new Place(row.iteration(), type))))
                  .toList();
          series.add(new Series(type, SeriesMarks.letter(index), SeriesMarks.color(index), points));
        });
    return series;
  }

  /** Types differ by an order of magnitude; relative to their first figures they share an axis. */
  private static double unit(PlotChoice choice, RankingRow first) {
    double figure = first.statistics().get(choice.metric());
    return choice.relative() && figure > 0 ? figure / 100 : 1;
  }

  /** Iterations of a quant type that are on its plateau. */
  private record Place(int iteration, String quantType) {}

  private static Set<Place> plateaus(ExperimentData data) {
    Set<Place> places = new HashSet<>();
    data.standing().returns().stream()
        .filter(ReturnsRow::plateau)
        .forEach(row -> places.add(new Place(row.iteration(), row.quantType())));
    return places;
  }
}
