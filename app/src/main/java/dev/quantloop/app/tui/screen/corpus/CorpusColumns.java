package dev.quantloop.app.tui.screen.corpus;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.tui.table.Column;
import java.util.List;
import java.util.function.Function;

/** The columns of the report. */
final class CorpusColumns {
  static final List<Column<CorpusRow>> ALL =
      List.of(
          Column.words("source", 20, CorpusRow::source),
          count("documents", "documents", 10),
          figures("tokens", 12, row -> row.figure("tokens"), Numbers::count),
          figures("share", 11, row -> row.figure("share"), share -> Numbers.percent(share, 1)),
          figures(
              "chars/token", 3, CorpusRow::charactersPerToken, ratio -> Numbers.fixed(ratio, 2)),
          count("special", "special_tokens", 2),
          count("copies", "copies", 8),
          count("near-copies", "near_duplicates", 6),
          count("overlap", "overlap", 9),
          Column.words("scripts", 4, CorpusRow::scripts));

  private CorpusColumns() {}

  private static Column<CorpusRow> count(String title, String figure, int weight) {
    return figures(title, weight, row -> row.figure(figure), count -> Numbers.fixed(count, 0));
  }

  private static Column<CorpusRow> figures(
      String title,
      int weight,
      Function<CorpusRow, Double> value,
      Function<Double, String> format) {
    return Column.numbers(title, weight, value, format);
  }
}
