package dev.quantloop.app.tui.screen.listing;

import dev.quantloop.app.format.FileText;
import dev.quantloop.app.format.QuarantineText;
import dev.quantloop.app.shootout.ShootOutTables;
import dev.quantloop.app.shootout.ShootOutTables.Row;
import dev.quantloop.app.shootout.ShootOutTables.Table;
import dev.quantloop.app.shootout.ShootOutText;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.key.Binding;
import dev.quantloop.app.tui.table.Column;
import dev.quantloop.app.tui.table.TableKeys;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.service.FileRanking.Ranked;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.stats.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Corpora held against each other: one of the tables, on all texts or one.
 *
 * @param turn how often the next text was asked for; 0: all texts together
 */
record ShootOutList(ExperimentId experiment, Table table, int turn) implements Listed<Row> {
  @Override
  public String title() {
    return "Shoot-out";
  }

  @Override
  public String name() {
    return "shoot-out-" + table.figure().key();
  }

  @Override
  public List<Column<Row>> columns() {
    List<Column<Row>> columns = new ArrayList<>();
    columns.add(Column.words("type", 20, Row::type));
    columns.add(Column.names("corpus", 21, Row::corpus));
    columns.add(Column.words("mark", 19, (Row row) -> FileText.mark(shown(row))).titled(""));
    List<String> headings = ShootOutText.headings(table);
    List<Figure> sortedBy = ShootOutText.sortedBy(table);
    for (int i = 0; i < headings.size(); i++) {
      int figure = i;
      columns.add(
          Column.figures(
              headings.get(i).substring(1),
              i == 0 ? 18 : 13 - i,
              row -> shown(row).file().statistics().get(sortedBy.get(figure)),
              row -> ShootOutText.figures(table, shown(row).file()).get(figure)));
    }
    columns.add(
        Column.words("95 % interval", 15, row -> ShootOutText.interval(table, shown(row).file())));
    columns.add(FileColumns.toTheBest(this::shown));
    columns.add(Column.words("verdict", 17, row -> FileText.verdict(shown(row))));
    return columns;
  }

  private Ranked shown(Row row) {
    int text = turn % (row.texts().size() + 1);
    return text == 0 ? row.all() : row.texts().get(text - 1);
  }

  @Override
  public Object id(Row row) {
    return row.all().file().quant().id();
  }

  @Override
  public String version(Tracker tracker) {
    return tracker.rankings().version(experiment);
  }

  @Override
  public Listing<Row> read(Tracker tracker, String version) {
    tracker.verdicts().judgeIfIdle(experiment);
    ShootOutTables tables = ShootOutTables.read(tracker, tracker.experiments().get(experiment));
    List<Row> rows = new ArrayList<>(tables.rows(table));
    boolean undecided = rows.stream().anyMatch(row -> FileText.isUndecided(shown(row).file()));
    String title = table.title() + ", " + text(tables);
    List<String> lines =
        new ArrayList<>(
            undecided
                ? List.of(title, FileText.UNDECIDED)
                : List.of(title, ShootOutTables.MARKED, ShootOutText.question(tables)));
    QuarantineText.line(tracker.quarantine().list(experiment)).ifPresent(lines::add);
    return new Listing<>(version, rows, lines, Optional.empty());
  }

  private String text(ShootOutTables tables) {
    int texts = tables.sets().size() == 1 ? 0 : tables.sets().size();
    int text = turn % (texts + 1);
    return text == 0 ? "all texts" : tables.sets().get(text - 1).name();
  }

  @Override
  public List<String> empty() {
    return FileColumns.EMPTY;
  }

  @Override
  public String copied() {
    return "the name of the corpus";
  }

  @Override
  public String copied(Row row) {
    return row.corpus();
  }

  @Override
  public List<Binding<ListingState<Row>, Transition>> keys(
      TableKeys<ListingState<Row>, Row> table) {
    return List.of(
        Binding.of(
            "t tab",
            "table",
            "show the next table: perplexity, KL divergence, composite",
            "next table",
            s -> ListingState.other(s, nextTable())),
        Binding.of(
            "d",
            "text",
            "show the next text that was evaluated on, or all together",
            "next text",
            s -> ListingState.other(s, new ShootOutList(experiment, this.table, turn + 1))));
  }

  private ShootOutList nextTable() {
    Table[] all = Table.values();
    return new ShootOutList(experiment, all[(table.ordinal() + 1) % all.length], turn);
  }
}
