package dev.quantloop.app.tui.screen.experiments;

import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.screen.ScreenServices;
import dev.quantloop.app.tui.table.Table;
import dev.quantloop.app.tui.table.TableScreen;
import dev.quantloop.tracker.id.ExperimentId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The state of the list.
 *
 * @param problem why there is no list, or empty
 * @param deleted since the program was started, the last one last; they can be taken back
 */
public record ExperimentsState(
    ScreenServices services,
    Table<ExperimentRow> table,
    boolean archivedToo,
    ExperimentList list,
    Optional<String> problem,
    List<ExperimentId> deleted)
    implements TableScreen<ExperimentRow> {
  /** The list's name in the preferences. */
  static final String TABLE = "experiments";

  public ExperimentsState {
    deleted = List.copyOf(deleted);
  }

  /** Before anything is known. */
  public static ExperimentsState of(ScreenServices services) {
    Table<ExperimentRow> table = Table.of(ExperimentsView.COLUMNS, row -> row.summary().id());
    return new ExperimentsState(
        services,
        table.choosing(services.columns(TABLE)),
        false,
        ExperimentList.NOT_READ,
        Optional.empty(),
        List.of());
  }

  @Override
  public String title() {
    return "Experiments";
  }

  @Override
  public List<Action> actions() {
    return Screen.actions(ExperimentsUpdate.KEYS, this);
  }

  @Override
  public Transition hear(Message message) {
    return ExperimentsUpdate.hear(this, message);
  }

  @Override
  public void draw(Canvas canvas, ViewContext context) {
    ExperimentsView.draw(this, canvas, context);
  }

  @Override
  public ExperimentsState with(Table<ExperimentRow> rows) {
    return new ExperimentsState(services, rows, archivedToo, list, problem, deleted);
  }

  ExperimentsState withArchived(boolean too) {
    return new ExperimentsState(services, table, too, list, problem, deleted);
  }

  ExperimentsState loaded(ExperimentList read) {
    return new ExperimentsState(
        services, table.with(read.rows()), archivedToo, read, Optional.empty(), deleted);
  }

  ExperimentsState failed(String reason) {
    return new ExperimentsState(services, table, archivedToo, list, Optional.of(reason), deleted);
  }

  /** Whether the first answer has come. */
  boolean loaded() {
    return list != ExperimentList.NOT_READ;
  }

  ExperimentsState deleting(ExperimentId id) {
    List<ExperimentId> more = new ArrayList<>(deleted);
    more.add(id);
    return new ExperimentsState(services, table, archivedToo, list, problem, more);
  }

  /** After the last one deleted has been taken back. */
  ExperimentsState restored() {
    return new ExperimentsState(
        services, table, archivedToo, list, problem, deleted.subList(0, deleted.size() - 1));
  }
}
