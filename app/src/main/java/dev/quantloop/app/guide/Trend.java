package dev.quantloop.app.guide;

import dev.quantloop.tracker.record.IterationKind;
import dev.quantloop.tracker.view.DiminishingReturnsRow;
import dev.quantloop.tracker.view.RankingRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the iterations did to one quant type.
 *
 * @param best the lowest composite
 * @param recommended the cheapest that is not detectably worse
 * @param latest the last of the growing corpus
 * @param before the one of the growing corpus before that
 * @param none the quant without imatrix
 * @param smallSteps small steps in a row at the end of the growing corpus
 */
public record Trend(
    String quantType,
    RankingRow best,
    RankingRow recommended,
    Optional<RankingRow> latest,
    Optional<RankingRow> before,
    Optional<RankingRow> none,
    int smallSteps) {

  /** Two quants of one type; {@code change} of the composite from the first to the second. */
  public record Step(RankingRow from, RankingRow to) {
    public double change() {
      return to.composite() / from.composite() - 1;
    }
  }

  /** Of each type that has a score, the fewest bits first: those have the most to gain. */
  static List<Trend> of(List<RankingRow> ranking, List<DiminishingReturnsRow> returns) {
    Map<String, List<RankingRow>> byType = new LinkedHashMap<>();
    ranking.forEach(
        row -> byType.computeIfAbsent(row.quantType(), type -> new ArrayList<>()).add(row));
    return byType.values().stream()
        .map(rows -> of(rows, returns, rows.get(0)))
        .sorted(Comparator.comparingDouble(trend -> trend.best().bitsPerWeight()))
        .toList();
  }

  private static Trend of(
      List<RankingRow> rows, List<DiminishingReturnsRow> returns, RankingRow best) {
    List<RankingRow> grown =
        rows.stream()
            .filter(row -> row.kind() == IterationKind.PLANNED && row.corpusTokens() > 0)
            .sorted(Comparator.comparingInt(RankingRow::iteration).reversed())
            .toList();
    int small =
        returns.stream()
            .filter(row -> row.quantType().equals(best.quantType()))
            .reduce((first, last) -> last)
            .map(DiminishingReturnsRow::smallSteps)
            .orElse(0);
    return new Trend(
        best.quantType(),
        best,
        rows.stream().filter(RankingRow::recommended).findFirst().orElse(best),
        grown.stream().findFirst(),
        grown.stream().skip(1).findFirst(),
        rows.stream().filter(row -> row.corpusTokens() == 0).findFirst(),
        small);
  }

  /** The last step of the growing corpus, between two imatrices. */
  Optional<Step> lastStep() {
    return before.flatMap(from -> latest.map(to -> new Step(from, to)));
  }

  /** From the best to the latest where a smaller corpus of the loop is the best. */
  Optional<Step> decline() {
    return latest
        .filter(row -> best.kind() == IterationKind.PLANNED)
        .filter(row -> best.corpusTokens() > 0 && best.corpusTokens() < row.corpusTokens())
        .map(row -> new Step(best, row));
  }

  /** Share of the composite without imatrix that the best iteration saves. */
  OptionalDouble gain() {
    return none.filter(row -> row.composite() > 0).isPresent()
        ? OptionalDouble.of(1 - best.composite() / none.get().composite())
        : OptionalDouble.empty();
  }
}
