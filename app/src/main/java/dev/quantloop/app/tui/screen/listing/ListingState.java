package dev.quantloop.app.tui.screen.listing;

import dev.quantloop.app.shootout.ShootOutTables;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.screen.ScreenServices;
import dev.quantloop.app.tui.table.Table;
import dev.quantloop.app.tui.table.TableScreen;
import dev.quantloop.tracker.id.ExperimentId;
import java.util.List;
import java.util.Optional;

/**
 * The state of a list.
 *
 * @param read empty before the first answer
 * @param problem why there is no list, or empty
 */
public record ListingState<R>(
    ScreenServices services,
    Listed<R> listed,
    Table<R> table,
    Optional<Listing<R>> read,
    Optional<String> problem)
    implements TableScreen<R> {
  /** What all experiments have calibrated. */
  public static Screen ledger(ScreenServices services) {
    return of(services, new LedgerList());
  }

  /** The evaluated files of an experiment in one ranking. */
  public static Screen judge(ExperimentId experiment, ScreenServices services) {
    return of(services, new JudgeList(experiment));
  }

  /** All evaluated files of a model by size. */
  public static Screen pareto(ExperimentId experiment, ScreenServices services) {
    return of(services, new ParetoList(experiment));
  }

  /** What was imported into an experiment. */
  public static Screen imported(ExperimentId experiment, ScreenServices services) {
    return of(services, new ImportedList(experiment));
  }

  /** Corpora held against each other. */
  public static Screen shootOut(ExperimentId experiment, ScreenServices services) {
    return of(services, new ShootOutList(experiment, ShootOutTables.Table.PERPLEXITY, 0));
  }

  /** Another list in the place of one. */
  static <R> Transition other(ListingState<R> state, Listed<R> listed) {
    ListingState<R> next = of(state.services(), listed);
    return new Transition(next, next.start());
  }

  private static <R> ListingState<R> of(ScreenServices services, Listed<R> listed) {
    Table<R> table = Table.of(listed.columns(), listed::id);
    return new ListingState<>(
        services,
        listed,
        table.choosing(services.columns(listed.name())),
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public String title() {
    return listed.title();
  }

  @Override
  public List<Action> actions() {
    return Screen.actions(ListingUpdate.keys(listed), this);
  }

  @Override
  public Transition hear(Message message) {
    return ListingUpdate.hear(this, message);
  }

  @Override
  public void draw(Canvas canvas, ViewContext context) {
    ListingView.draw(this, canvas, context);
  }

  @Override
  public ListingState<R> with(Table<R> rows) {
    return new ListingState<>(services, listed, rows, read, problem);
  }

  ListingState<R> with(Listing<R> now) {
    return new ListingState<>(
        services, listed, table.with(now.rows()), Optional.of(now), Optional.empty());
  }

  ListingState<R> failed(String reason) {
    return new ListingState<>(services, listed, table, read, Optional.of(reason));
  }
}
