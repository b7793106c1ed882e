package dev.quantloop.app.tui.screen.iteration;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.tui.table.Column;
import dev.quantloop.app.tui.table.Table;
import dev.quantloop.tracker.stats.KldStatistics;
import dev.quantloop.tracker.view.DomainRow;
import dev.quantloop.tracker.view.RankingRow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The figures of a quant on each evaluation set, after those on all of them. */
final class DomainTable {
  private static final List<Column<DomainRow>> COLUMNS =
      List.of(
          Column.words("texts", 20, DomainRow::evaluationSet),
          Column.words("domain", 2, DomainRow::domain),
          column("tokens", 1, s -> (double) s.tokens(), s -> Long.toString(s.tokens())),
          score("median", 12, KldStatistics::median),
          score("KLD90", 8, KldStatistics::kld90),
          score("KLD95", 7, KldStatistics::kld95),
          score("KLD99", 11, KldStatistics::kld99),
          score("composite", 19, KldStatistics::composite),
          Column.figures("change", 18, DomainTable::change, DomainTable::changeText),
          perplexity("PPL base", 5, KldStatistics::pplBase),
          perplexity("PPL", 6, KldStatistics::ppl),
          percent("dp RMS", 4, KldStatistics::deltaPRms),
          percent("same top", 10, KldStatistics::sameTop));

  private DomainTable() {}

  static Table<DomainRow> of(IterationData data, int cursor) {
    return Table.of(COLUMNS, DomainRow::evaluationSet).with(rows(data)).at(cursor);
  }

  static List<DomainRow> rows(IterationData data) {
    List<DomainRow> rows = new ArrayList<>();
    rows.add(together(data.row()));
    rows.addAll(data.scores().domains());
    return rows;
  }

  private static DomainRow together(RankingRow row) {
    return new DomainRow(
        row.iteration(),
        row.corpusTokens(),
        row.quantType(),
        "all",
        "",
        row.statistics(),
        row.change());
  }

  /** Of a row, for the clipboard. */
  static String text(DomainRow row) {
    KldStatistics s = row.statistics();
    return "%s\t%s\t%s\t%s\t%s\t%s"
        .formatted(row.evaluationSet(), s.median(), s.kld90(), s.kld95(), s.kld99(), s.composite());
  }

  private static Double change(DomainRow row) {
    return row.change().isPresent() ? row.change().getAsDouble() : null;
  }

  private static String changeText(DomainRow row) {
    return row.change().isPresent() ? Numbers.change(row.change().getAsDouble(), 1) : "";
  }

  private static Column<DomainRow> score(
      String title, int weight, Function<KldStatistics, Double> value) {
    return column(title, weight, value, s -> Numbers.score(value.apply(s)));
  }

  private static Column<DomainRow> perplexity(
      String title, int weight, Function<KldStatistics, Double> value) {
    return column(title, weight, value, s -> Numbers.significant(value.apply(s), 5));
  }

  private static Column<DomainRow> percent(
      String title, int weight, Function<KldStatistics, Double> value) {
    return column(title, weight, value, s -> Numbers.percent(value.apply(s), 1));
  }

  private static Column<DomainRow> column(
      String title,
      int weight,
      Function<KldStatistics, Double> value,
      Function<KldStatistics, String> text) {
    return Column.figures(
        title, weight, row -> value.apply(row.statistics()), row -> text.apply(row.statistics()));
  }
}
