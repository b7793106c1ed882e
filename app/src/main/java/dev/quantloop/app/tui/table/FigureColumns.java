package dev.quantloop.app.tui.table;

import dev.quantloop.app.format.FigureText;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.FigureValues;
import java.util.List;
import java.util.function.Function;

/** Columns of figures from the catalog. */
public final class FigureColumns {
  private FigureColumns() {}

  /**
   * @param statistics of a row
   */
  public static <R> List<Column<R>> of(List<Figure> figures, Function<R, FigureValues> statistics) {
    return figures.stream().map(figure -> column(figure, statistics)).toList();
  }

  private static <R> Column<R> column(Figure figure, Function<R, FigureValues> statistics) {
    return Column.figures(
        figure.title(),
        weight(figure),
        row -> statistics.apply(row).get(figure),
        row -> FigureText.of(figure, statistics.apply(row)));
  }

  /** What the column is worth where there is no room for all. */
  private static int weight(Figure figure) {
    return switch (figure) {
      case COMPOSITE -> 18;
      case MEDIAN -> 12;
      case KLD_99 -> 11;
      case SAME_TOP -> 10;
      case KLD_99_9 -> 9;
      case KLD_90 -> 8;
      case KLD_95 -> 7;
      case PPL -> 6;
      case PPL_BASE -> 5;
      case DELTA_P_RMS -> 4;
      case TOKENS -> 1;
      default -> 3;
    };
  }
}
