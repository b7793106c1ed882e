package dev.quantloop.app.cli.report;

import dev.quantloop.app.UserException;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.format.TextTable;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.statistics.ImatrixComparison;
import dev.quantloop.llama.imatrix.statistics.WeightComparison;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How far two imatrices agree.
 *
 * @param most how many of the weights that differ most the table shows
 */
public record ImatrixComparisonReport(
    Path first, Path second, ImatrixComparison comparison, int most) {
  private static final int USUAL_ROWS = 20;

  /**
   * Reads and compares two.
   *
   * @throws UserException if they are of different models
   */
  public static ImatrixComparisonReport of(Path first, Path second, boolean all) {
    ImatrixComparison comparison =
        ImatrixComparison.of(ImatrixFile.read(first).ofText(), ImatrixFile.read(second).ofText());
    List<String> others = comparison.otherShape();
    if (!others.isEmpty() || comparison.weights().isEmpty()) {
      throw new UserException(
          "%s and %s are imatrices of different models: %s"
              .formatted(
                  first,
                  second,
                  others.isEmpty()
                      ? "they have no weight in common"
                      : others.get(0) + " has another number of columns in each"));
    }
    return new ImatrixComparisonReport(
        first, second, comparison, all ? Integer.MAX_VALUE : USUAL_ROWS);
  }

  public void print(PrintWriter out) {
    List<WeightComparison> rows = comparison.byDistance();
    out.printf(
        "%s against %s: %s in both; mean cosine %s, distance %s, rank correlation %s%n",
        second,
        first,
        Numbers.amount(rows.size(), "weight"),
        cosine(comparison.mean(WeightComparison::cosine)),
        distance(comparison.mean(WeightComparison::relativeDistance)),
        Numbers.fixed(comparison.mean(WeightComparison::rankCorrelation), 4));
    printRest(out, "only in " + first, comparison.onlyFirst());
    printRest(out, "only in " + second, comparison.onlySecond());
    TextTable table =
        new TextTable("weight", ">experts", ">cosine", ">distance", ">rank correlation", ">gain");
    rows.stream().limit(most).forEach(row -> add(table, row));
    if (!table.isEmpty()) {
      out.println();
      table.print(out);
    }
    if (rows.size() > most) {
      out.printf("and %d that differ less; --all shows them%n", rows.size() - most);
    }
    out.flush();
  }

  private static void add(TextTable table, WeightComparison row) {
    table.row(
        row.weight().name(),
        row.experts() == 1 ? "" : row.comparedExperts() + "/" + row.experts(),
        cosine(row.cosine()),
        distance(row.relativeDistance()),
        Numbers.fixed(row.rankCorrelation(), 4),
        Numbers.fixed(row.gain(), 3));
  }

  private static void printRest(PrintWriter out, String where, List<String> weights) {
    if (!weights.isEmpty()) {
      out.printf(
          "%s %s; the first is %s%n",
          Numbers.amount(weights.size(), "weight"), where, weights.get(0));
    }
  }

  /** Enough digits to tell how near to 1 it is. */
  public static String cosine(double cosine) {
    return Numbers.fixed(cosine, 6);
  }

  static String distance(double distance) {
    return Double.isNaN(distance) ? "–" : Numbers.percent(distance, 2);
  }

  public Map<String, Object> document() {
    return Json.object(
        "first", first,
        "second", second,
        "mean",
            figures(
                comparison.mean(WeightComparison::cosine),
                comparison.mean(WeightComparison::relativeDistance),
                comparison.mean(WeightComparison::rankCorrelation)),
        "only_first", comparison.onlyFirst(),
        "only_second", comparison.onlySecond(),
        "weights", comparison.byDistance().stream().map(ImatrixComparisonReport::row).toList());
  }

  static Map<String, Object> figures(double cosine, double distance, double rankCorrelation) {
    return Json.object(
        "cosine", cosine,
        "relative_distance", distance,
        "rank_correlation", rankCorrelation);
  }

  private static Map<String, Object> row(WeightComparison row) {
    Map<String, Object> document =
        Json.object(
            "weight", row.weight().name(),
            "layer", row.weight().layer(),
            "kind", row.weight().kind(),
            "experts", row.experts(),
            "compared_experts", row.comparedExperts());
    document.putAll(figures(row.cosine(), row.relativeDistance(), row.rankCorrelation()));
    document.put("gain", row.gain());
    return document;
  }
}
