package dev.quantloop.app.cli.report;

import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.KldStatistics;
import java.util.LinkedHashMap;
import java.util.Map;

/** The figures of an evaluation as JSON, under the names that the database's columns have. */
public final class StatisticsDocument {
  private StatisticsDocument() {}

  public static Map<String, Object> of(KldStatistics statistics) {
    Map<String, Object> document = new LinkedHashMap<>();
    for (Figure figure : Figure.values()) {
      document.put(figure.key(), statistics.number(figure));
    }
    return document;
  }
}
