package dev.quantloop.app.tui.screen.experiment;

import dev.quantloop.app.format.JudgementText;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.table.Column;
import dev.quantloop.app.tui.table.FigureColumns;
import dev.quantloop.tracker.record.Question;
import dev.quantloop.tracker.record.Verdict;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.FigureLists;
import dev.quantloop.tracker.view.RankingRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The columns of the ranking. */
final class RankingColumns {
  /** Before the composite of the best row of a quant type. */
  static final String BEST = "* ";

  /** Before that of the cheapest one that is not detectably worse. */
  static final String RECOMMENDED = "+ ";

  private static final String COMPOSITE = Figure.COMPOSITE.title();

  private RankingColumns() {}

  /**
   * @param reference that the last figures are relative to; without one they are relative to the
   *     iteration before, as in the verdict
   * @param labels of what is held against each other, by iteration
   */
  static List<Column<RankingRow>> of(Optional<RankingRow> reference, Map<Integer, String> labels) {
    List<Column<RankingRow>> columns = new ArrayList<>();
    columns.add(number("rank", 13, row -> row.rank()));
    columns.add(number("iter", 20, row -> row.iteration()));
    if (!labels.isEmpty()) {
      columns.add(Column.names("name", 21, row -> labels.getOrDefault(row.iteration(), "")));
    }
    columns.add(
        Column.figures(
            "tokens",
            15,
            row -> (double) row.corpusTokens(),
            row -> row.corpusTokens() == 0 ? "none" : Numbers.count(row.corpusTokens())));
    columns.add(Column.words("quant", 19, RankingRow::quantType));
    columns.add(
        Column.figures("size", 4, row -> (double) row.bytes(), row -> Numbers.bytes(row.bytes())));
    columns.add(
        Column.figures(
            "bits/w", 5, RankingRow::bitsPerWeight, row -> Numbers.fixed(row.bitsPerWeight(), 2)));
    columns.addAll(FigureColumns.of(FigureLists.RANKING, RankingRow::statistics));
    columns.replaceAll(column -> column.name().equals(COMPOSITE) ? marked(column) : column);
    columns.add(change(reference));
    columns.add(
        Column.<RankingRow>words("verdict", 16, row -> row.verdict().word())
            .styled(row -> style(row.verdict()))
            .titled(reference.isPresent() ? "verdict to prev" : "verdict"));
    columns.add(
        Column.words("as a", 3, row -> row.judgement().question().map(Question::word).orElse("")));
    return columns;
  }

  private static Column<RankingRow> marked(Column<RankingRow> composite) {
    return composite.showing((row, look) -> mark(row) + composite.text().apply(row, look));
  }

  private static String mark(RankingRow row) {
    return row.rank() == 1 ? BEST : row.recommended() ? RECOMMENDED : "";
  }

  private static Column<RankingRow> number(
      String title, int weight, Function<RankingRow, Integer> value) {
    return Column.figures(
        title, weight, row -> value.apply(row).doubleValue(), row -> value.apply(row).toString());
  }

  private static Column<RankingRow> change(Optional<RankingRow> reference) {
    Function<RankingRow, Double> change =
        row ->
            reference.isPresent()
                ? relative(row, reference.get())
                : row.change().isPresent() ? row.change().getAsDouble() : null;
    return Column.<RankingRow>figures(
            "change",
            17,
            change,
            row ->
                reference.isEmpty()
                    ? JudgementText.change(row.judgement())
                    : isPinned(row, reference) ? "pinned" : text(change.apply(row)))
        .titled(reference.map(row -> "to iter " + row.iteration()).orElse("change"));
  }

  private static boolean isPinned(RankingRow row, Optional<RankingRow> reference) {
    return reference.filter(pinned -> pinned.quant().equals(row.quant())).isPresent();
  }

  private static String text(Double change) {
    return change == null ? "" : Numbers.change(change, 1);
  }

  private static Double relative(RankingRow row, RankingRow reference) {
    boolean comparable = row.quantType().equals(reference.quantType()) && reference.composite() > 0;
    return comparable ? row.composite() / reference.composite() - 1 : null;
  }

  private static Style style(Verdict verdict) {
    return switch (verdict) {
      case IMPROVED -> Style.of(Color.GREEN);
      case WORSE -> Style.of(Color.RED);
      case BASELINE, FIRST, REFERENCE, NO_DETECTABLE_DIFFERENCE, UNDECIDED, NOT_JUDGED ->
          Style.PLAIN;
    };
  }
}
