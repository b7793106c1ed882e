package dev.quantloop.app.tui.screen.iteration;

import dev.quantloop.app.format.FigureText;
import dev.quantloop.app.tui.table.Column;
import dev.quantloop.app.tui.table.FigureColumns;
import dev.quantloop.app.tui.table.Table;
import dev.quantloop.tracker.stats.FigureLists;
import dev.quantloop.tracker.view.DomainRow;
import dev.quantloop.tracker.view.RankingRow;
import java.util.ArrayList;
import java.util.List;

/** The figures of a quant on each evaluation set, after those on all of them. */
final class DomainTable {
  private static final List<Column<DomainRow>> COLUMNS = columns();

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
        row.change(),
        row.judgement().changeLow(),
        row.judgement().changeHigh());
  }

  /** Of a row, for the clipboard. */
  static String text(DomainRow row) {
    return row.evaluationSet() + "\t" + FigureText.copied(FigureLists.RANKING, row.statistics());
  }

  private static Double change(DomainRow row) {
    return row.change().isPresent() ? row.change().getAsDouble() : null;
  }

  private static List<Column<DomainRow>> columns() {
    List<Column<DomainRow>> columns = new ArrayList<>();
    columns.add(Column.words("texts", 20, DomainRow::evaluationSet));
    columns.add(Column.words("domain", 2, DomainRow::domain));
    columns.addAll(FigureColumns.of(FigureLists.BY_TEXT, DomainRow::statistics));
    Column<DomainRow> change =
        Column.figures("change", 17, DomainTable::change, row -> FigureText.change(row.change()));
    columns.add(change);
    return columns;
  }
}
