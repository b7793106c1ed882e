package dev.quantloop.app.tui.screen.inspect;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.llama.imatrix.statistics.ImatrixStatistics;
import dev.quantloop.llama.imatrix.statistics.Statistic;
import dev.quantloop.llama.imatrix.statistics.WeightComparison;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * A figure of weights that can be shown.
 *
 * @param formula and what it is good for
 * @param share whether it is shown in per cent
 * @param values in the first imatrix, then in the second; where it compares both, one
 */
record Measure(
    String heading, String formula, boolean share, List<ToDoubleFunction<InspectRow>> values) {

  /** What two imatrices are held against each other by, then what each has. */
  static List<Measure> of(ImatrixStatistics first, List<ImatrixStatistics> second) {
    List<Measure> all = new ArrayList<>();
    if (!second.isEmpty()) {
      all.addAll(comparing());
    }
    Stream.concat(Stream.of(first), second.stream())
        .flatMap(one -> one.available().stream())
        .distinct()
        .sorted()
        .map(Measure::of)
        .forEach(all::add);
    return all;
  }

  private static Measure of(Statistic statistic) {
    return new Measure(
        statistic.heading(),
        statistic.formula() + ". " + statistic.use(),
        statistic.unit() == Statistic.Unit.SHARE,
        List.of(row -> value(row, false, statistic), row -> value(row, true, statistic)));
  }

  private static double value(InspectRow row, boolean second, Statistic statistic) {
    return row.in(second).map(one -> one.pooled().get(statistic)).orElse(Double.NaN);
  }

  private static List<Measure> comparing() {
    return List.of(
        comparing(
            "distance",
            "√Σ (w − v)² / √Σ v², v of the first imatrix and w of the second",
            WeightComparison::relativeDistance),
        comparing("cosine", "Σ v w / (√Σ v² √Σ w²)", WeightComparison::cosine),
        comparing(
            "rank r",
            "Spearman's correlation: 1 where both order the columns alike",
            WeightComparison::rankCorrelation),
        comparing("gain B/A", "√Σ w / √Σ v", WeightComparison::gain));
  }

  private static Measure comparing(
      String heading, String formula, ToDoubleFunction<WeightComparison> figure) {
    return new Measure(
        heading,
        formula,
        false,
        List.of(row -> row.compared().map(figure::applyAsDouble).orElse(Double.NaN)));
  }

  boolean comparesBoth() {
    return values.size() == 1;
  }

  /**
   * NaN where the weight does not have it.
   *
   * @param other whether of the second imatrix
   */
  double value(InspectRow row, boolean other) {
    return values.get(other && !comparesBoth() ? 1 : 0).applyAsDouble(row);
  }

  String text(InspectRow row, boolean other) {
    return text(value(row, other));
  }

  /** "-" for what is not known. */
  String text(double value) {
    if (!Double.isFinite(value)) {
      return "-";
    }
    return share ? Numbers.percent(value, 1) : Numbers.significant(value, 4);
  }
}
