package dev.quantloop.app.tui.screen.experiment;

import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.plot.Series;
import dev.quantloop.app.tui.screen.ScreenServices;
import dev.quantloop.app.tui.table.Table;
import dev.quantloop.app.tui.table.TableScreen;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.view.RankingRow;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The state of an experiment's screen.
 *
 * @param data as last read; empty before the first answer
 * @param pinned the row the others are compared with, or empty
 * @param series what the plot shows, kept because it takes long for many iterations
 */
public record ExperimentState(
    ExperimentId id,
    String name,
    ScreenServices services,
    Optional<ExperimentData> data,
    Table<RankingRow> table,
    Optional<RankingRow> pinned,
    PlotChoice plot,
    List<Series> series)
    implements TableScreen<RankingRow> {
  /** The ranking's name in the preferences. */
  static final String TABLE = "ranking";

  /** Before anything is known. */
  public static ExperimentState of(ExperimentId id, String name, ScreenServices services) {
    Table<RankingRow> table =
        Table.of(RankingColumns.of(Optional.empty(), Map.of()), RankingRow::quant);
    return new ExperimentState(
        id,
        name,
        services,
        Optional.empty(),
        table.choosing(services.columns(TABLE)),
        Optional.empty(),
        PlotChoice.FIRST,
        List.of());
  }

  @Override
  public String title() {
    return name;
  }

  @Override
  public List<Action> actions() {
    return Screen.actions(ExperimentUpdate.KEYS, this);
  }

  @Override
  public Transition hear(Message message) {
    return ExperimentUpdate.hear(this, message);
  }

  @Override
  public void draw(Canvas canvas, ViewContext context) {
    ExperimentView.draw(this, canvas, context);
  }

  @Override
  public ExperimentState with(Table<RankingRow> rows) {
    return new ExperimentState(id, name, services, data, rows, pinned, plot, series);
  }

  ExperimentState with(ExperimentData read) {
    return new ExperimentState(
        id,
        read.experiment().name(),
        services,
        Optional.of(read),
        withLabels(read).with(read.ranking()),
        pinned,
        plot,
        data.filter(before -> before.ranking() == read.ranking()).isPresent()
            ? series
            : plot.series(read));
  }

  private Table<RankingRow> withLabels(ExperimentData read) {
    boolean known = read.labels().equals(labels());
    return known ? table : table.withColumns(RankingColumns.of(pinned, read.labels()));
  }

  private Map<Integer, String> labels() {
    return data.map(ExperimentData::labels).orElse(Map.of());
  }

  ExperimentState plotting(PlotChoice choice) {
    List<Series> shown = data.map(read -> choice.series(read)).orElse(List.of());
    return new ExperimentState(id, name, services, data, table, pinned, choice, shown);
  }

  ExperimentState pinnedTo(Optional<RankingRow> row) {
    return new ExperimentState(
        id,
        name,
        services,
        data,
        table.withColumns(RankingColumns.of(row, labels())),
        row,
        plot,
        series);
  }
}
