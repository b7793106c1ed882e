package dev.quantloop.app.tui.screen.listing;

import dev.quantloop.app.format.FileText;
import dev.quantloop.app.format.QuarantineText;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.table.Column;
import dev.quantloop.app.tui.table.FigureColumns;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Verdict;
import dev.quantloop.tracker.service.FileRanking;
import dev.quantloop.tracker.service.FileRanking.Ranked;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.stats.FigureLists;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The evaluated files of an experiment in one ranking, whatever their types. */
record JudgeList(ExperimentId experiment) implements Listed<Ranked> {
  @Override
  public String title() {
    return "Judge";
  }

  @Override
  public String name() {
    return "judge";
  }

  @Override
  public List<Column<Ranked>> columns() {
    List<Column<Ranked>> columns = new ArrayList<>();
    columns.add(
        Column.figures(
            "rank", 14, row -> (double) row.rank(), row -> Integer.toString(row.rank())));
    columns.add(Column.names("file", 21, row -> row.file().name()));
    // Files of one name may be of several types.
    FileColumns.<Ranked>of(Ranked::file)
        .forEach(
            column -> columns.add(column.name().equals("type") ? column.weighing(18) : column));
    columns.add(Column.words("95 % interval", 13, row -> FileText.interval(row.file())));
    columns.addAll(FigureColumns.of(FigureLists.FILES, row -> row.file().statistics()));
    columns.add(FileColumns.toTheBest(row -> row));
    columns.add(Column.<Ranked>words("verdict", 18, FileText::verdict).styled(JudgeList::style));
    return columns;
  }

  private static Style style(Ranked row) {
    return row.onBest().filter(held -> held.outcome() == Verdict.WORSE).isPresent()
        ? Style.of(Color.RED)
        : Style.PLAIN;
  }

  @Override
  public Object id(Ranked row) {
    return row.file().quant().id();
  }

  @Override
  public String version(Tracker tracker) {
    return tracker.rankings().version(experiment);
  }

  @Override
  public Listing<Ranked> read(Tracker tracker, String version) {
    tracker.verdicts().judgeIfIdle(experiment);
    Experiment judged = tracker.experiments().get(experiment);
    FileRanking ranking = tracker.verdicts().ranking(List.of(judged));
    List<String> basis = new ArrayList<>(List.of(FileColumns.basis(ranking)));
    QuarantineText.line(tracker.quarantine().list(experiment)).ifPresent(basis::add);
    return new Listing<>(version, ranking.rows(), basis, Optional.empty());
  }

  @Override
  public List<String> empty() {
    return FileColumns.EMPTY;
  }

  @Override
  public String copied() {
    return FileColumns.COPIED;
  }

  @Override
  public String copied(Ranked row) {
    return row.file().quant().file().toString();
  }
}
