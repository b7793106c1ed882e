package dev.quantloop.app.format;

import dev.quantloop.llama.imatrix.statistics.Statistic;
import dev.quantloop.llama.imatrix.statistics.StatisticValues;
import java.util.List;

/** Statistics of imatrices as people read them. */
public final class StatisticText {
  private StatisticText() {}

  /** The value of a statistic; a dash where it is not defined or not known. */
  public static String of(StatisticValues values, Statistic statistic) {
    double value = values.get(statistic);
    return switch (statistic.unit()) {
      case SHARE -> Double.isFinite(value) ? Numbers.percent(value, 1) : "–";
      case BITS -> Double.isFinite(value) ? Numbers.fixed(value, 2) : "–";
      case SQUARE, ACTIVATION, NUMBER -> Numbers.significant(value, 4);
    };
  }

  public static List<String> cells(StatisticValues values, List<Statistic> statistics) {
    return statistics.stream().map(statistic -> of(values, statistic)).toList();
  }
}
