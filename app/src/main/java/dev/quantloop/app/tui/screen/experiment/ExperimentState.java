package dev.quantloop.app.tui.screen.experiment;

import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Look;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Step;
import dev.quantloop.app.tui.Work;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.key.Key;
import dev.quantloop.app.tui.table.FilterField;
import dev.quantloop.app.tui.table.Table;
import dev.quantloop.tracker.ExperimentId;
import dev.quantloop.tracker.RankingRow;
import java.util.List;
import java.util.Optional;

/**
 * The state of an experiment's screen.
 *
 * @param data as last read; empty before the first answer
 * @param pinned the row the others are compared with, or empty
 * @param relative whether the plot shows figures relative to those without imatrix
 */
public record ExperimentState(
    ExperimentId id,
    String name,
    Work work,
    Optional<ExperimentData> data,
    Table<RankingRow> table,
    FilterField filter,
    Optional<RankingRow> pinned,
    Metric metric,
    boolean logarithmic,
    boolean relative)
    implements Screen {

  /** Before anything is known. */
  public static ExperimentState of(ExperimentId id, String name, Work work) {
    return new ExperimentState(
        id,
        name,
        work,
        Optional.empty(),
        Table.of(RankingColumns.of(Optional.empty()), RankingRow::quant),
        FilterField.CLOSED,
        Optional.empty(),
        Metric.COMPOSITE,
        true,
        true);
  }

  @Override
  public String title() {
    return name;
  }

  @Override
  public List<Effect> start() {
    return List.of(ExperimentUpdate.load(id));
  }

  @Override
  public List<Action> actions() {
    return Screen.actions(ExperimentUpdate.KEYS, this);
  }

  @Override
  public Optional<Step> typed(Key key) {
    return filter.press(key).map(next -> Step.to(filtered(next)));
  }

  @Override
  public Step hear(Message message) {
    return ExperimentUpdate.hear(this, message);
  }

  @Override
  public void draw(Canvas canvas, Look look) {
    ExperimentView.draw(this, canvas, look);
  }

  ExperimentState with(Table<RankingRow> rows) {
    return new ExperimentState(
        id, name, work, data, rows, filter, pinned, metric, logarithmic, relative);
  }

  ExperimentState with(ExperimentData read) {
    return new ExperimentState(
        id,
        read.experiment().name(),
        work,
        Optional.of(read),
        table.with(read.ranking()),
        filter,
        pinned,
        metric,
        logarithmic,
        relative);
  }

  ExperimentState filtered(FilterField field) {
    return new ExperimentState(
        id,
        name,
        work,
        data,
        table.filtered(field.text()),
        field,
        pinned,
        metric,
        logarithmic,
        relative);
  }

  ExperimentState plotting(Metric other, boolean logarithmicX) {
    return new ExperimentState(
        id, name, work, data, table, filter, pinned, other, logarithmicX, relative);
  }

  ExperimentState pinnedTo(Optional<RankingRow> row) {
    return new ExperimentState(
        id,
        name,
        work,
        data,
        table.withColumns(RankingColumns.of(row)),
        filter,
        row,
        metric,
        logarithmic,
        relative);
  }

  ExperimentState plottingRelative(boolean toNone) {
    return new ExperimentState(
        id, name, work, data, table, filter, pinned, metric, logarithmic, toNone);
  }
}
