package dev.quantloop.tracker.dao;

import static java.util.stream.Collectors.joining;

import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.KldStatistics;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;

/** The columns of figures that evaluation, score and scored_quant share. */
final class StatisticsColumns {
  static final String NAMES = Figure.stored().stream().map(Figure::key).collect(joining(", "));
  static final String PARAMETERS =
      Figure.stored().stream().map(figure -> ":" + figure.key()).collect(joining(", "));

  private StatisticsColumns() {}

  /** The columns with what to write there. */
  static Map<String, Object> of(KldStatistics statistics) {
    return statistics.byKey(Figure.stored());
  }

  static KldStatistics read(ResultSet row) throws SQLException {
    Map<Figure, Double> values = new EnumMap<>(Figure.class);
    for (Figure figure : Figure.stored()) {
      values.put(figure, row.getDouble(figure.key()));
    }
    return KldStatistics.of(values::get);
  }
}
