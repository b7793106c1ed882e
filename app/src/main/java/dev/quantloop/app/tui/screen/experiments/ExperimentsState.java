package dev.quantloop.app.tui.screen.experiments;

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
import java.util.List;
import java.util.Optional;

/**
 * The state of the list.
 *
 * @param place of the database, for the empty list
 * @param loaded whether the first answer has come
 * @param problem why there is no list, or empty
 */
public record ExperimentsState(
    String place,
    Work work,
    Table<ExperimentRow> table,
    FilterField filter,
    boolean archivedToo,
    boolean loaded,
    Optional<String> problem)
    implements Screen {

  /** Before anything is known. */
  public static ExperimentsState of(String place, Work work) {
    return new ExperimentsState(
        place,
        work,
        Table.of(ExperimentsView.COLUMNS, row -> row.summary().id()),
        FilterField.CLOSED,
        false,
        false,
        Optional.empty());
  }

  @Override
  public String title() {
    return "Experiments";
  }

  @Override
  public List<Effect> start() {
    return List.of(ExperimentsUpdate.load(archivedToo));
  }

  @Override
  public List<Action> actions() {
    return Screen.actions(ExperimentsUpdate.KEYS, this);
  }

  @Override
  public Optional<Step> typed(Key key) {
    return filter.press(key).map(next -> Step.to(filtered(next)));
  }

  @Override
  public Step hear(Message message) {
    return ExperimentsUpdate.hear(this, message);
  }

  @Override
  public void draw(Canvas canvas, Look look) {
    ExperimentsView.draw(this, canvas, look);
  }

  ExperimentsState with(Table<ExperimentRow> rows) {
    return new ExperimentsState(place, work, rows, filter, archivedToo, loaded, problem);
  }

  ExperimentsState filtered(FilterField field) {
    return new ExperimentsState(
        place, work, table.filtered(field.text()), field, archivedToo, loaded, problem);
  }

  ExperimentsState withArchived(boolean too) {
    return new ExperimentsState(place, work, table, filter, too, loaded, problem);
  }

  ExperimentsState loaded(List<ExperimentRow> rows) {
    return new ExperimentsState(
        place, work, table.with(rows), filter, archivedToo, true, Optional.empty());
  }

  ExperimentsState failed(String reason) {
    return new ExperimentsState(place, work, table, filter, archivedToo, true, Optional.of(reason));
  }
}
