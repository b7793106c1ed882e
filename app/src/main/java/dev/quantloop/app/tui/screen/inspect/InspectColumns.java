package dev.quantloop.app.tui.screen.inspect;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.table.Column;
import dev.quantloop.llama.imatrix.statistics.WeightStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The columns of the weights; where two imatrices are compared, what they differ by comes first.
 */
final class InspectColumns {
  private InspectColumns() {}

  static List<Column<InspectRow>> of(InspectData data) {
    List<Column<InspectRow>> columns = new ArrayList<>();
    columns.add(
        new Column<>(
            "weight",
            "weight",
            false,
            200,
            (row, context) -> row.weight().name(),
            (a, b) -> a.weight().compareTo(b.weight()),
            row -> Style.PLAIN,
            0));
    int weight = 100;
    for (Measure measure : data.measures()) {
      columns.add(column(measure, measure.heading(), false, weight--));
      if (data.two() && !measure.comparesBoth()) {
        columns.add(column(measure, measure.heading() + " B", true, weight--));
      }
    }
    columns.add(count("tokens", 98, WeightStatistics::tokens));
    columns.add(count("columns", 1, one -> one.columns()));
    if (data.rows().stream().anyMatch(row -> row.any().experts() > 1)) {
      columns.add(count("experts", 97, WeightStatistics::experts));
      columns.add(count("seen", 97, WeightStatistics::seenExperts));
    }
    return columns;
  }

  private static Column<InspectRow> column(
      Measure measure, String title, boolean other, int weight) {
    return Column.figures(
        title, weight, row -> known(measure.value(row, other)), row -> measure.text(row, other));
  }

  private static Double known(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static Column<InspectRow> count(
      String title, int weight, ToLongFunction<WeightStatistics> of) {
    return Column.numbers(title, weight, row -> (double) of.applyAsLong(row.any()), Numbers::count);
  }
}
