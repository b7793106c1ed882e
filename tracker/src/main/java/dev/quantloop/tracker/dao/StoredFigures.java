package dev.quantloop.tracker.dao;

import static java.util.stream.Collectors.joining;

import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.FigureValues;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;

/** The columns of figures that evaluation, score and scored_quant share. */
final class StoredFigures {
  static final String NAMES = Figure.stored().stream().map(Figure::key).collect(joining(", "));
  static final String PARAMETERS =
      Figure.stored().stream().map(figure -> ":" + figure.key()).collect(joining(", "));

  private StoredFigures() {}

  /** The columns with what to write there. */
  static Map<String, Object> of(FigureValues statistics) {
    return statistics.byKey(Figure.stored());
  }

  /** What the row holds; NaN for a figure that was not computed when it was written. */
  static FigureValues read(ResultSet row) throws SQLException {
    Map<Figure, Double> values = new EnumMap<>(Figure.class);
    for (Figure figure : Figure.stored()) {
      double value = row.getDouble(figure.key());
      values.put(figure, row.wasNull() ? Double.NaN : value);
    }
    return FigureValues.of(values::get);
  }
}
