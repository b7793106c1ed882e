package dev.quantloop.app.tui.screen.corpus;

import dev.quantloop.app.experiment.ExperimentSpec;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.screen.ScreenServices;
import dev.quantloop.app.tui.table.Table;
import dev.quantloop.app.tui.table.TableScreen;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The state of the report of sources.
 *
 * @param spec the experiment whose sources they are, which need not be there
 * @param work what another process does; empty if nothing
 * @param problem why there is no report, or empty
 */
public record CorpusState(
    ScreenServices services,
    ExperimentSpec spec,
    Table<CorpusRow> table,
    Optional<Work> work,
    Optional<String> problem)
    implements TableScreen<CorpusRow> {

  /**
   * Work of another process.
   *
   * @param what is done, such as "reading the sources"
   */
  record Work(String what, Instant since) {}

  /** Before anything is read. */
  public static CorpusState of(ScreenServices services, ExperimentSpec spec, Instant now) {
    return new CorpusState(
        services,
        spec,
        Table.of(CorpusColumns.ALL, CorpusRow::source),
        Optional.of(new Work("reading the sources", now)),
        Optional.empty());
  }

  @Override
  public String title() {
    return "Sources";
  }

  @Override
  public List<Effect> start() {
    return List.of(CorpusUpdate.read(this));
  }

  @Override
  public List<Action> actions() {
    return Screen.actions(CorpusUpdate.KEYS, this);
  }

  @Override
  public Transition hear(Message message) {
    return CorpusUpdate.hear(this, message);
  }

  @Override
  public void draw(Canvas canvas, ViewContext context) {
    CorpusView.draw(this, canvas, context);
  }

  @Override
  public CorpusState with(Table<CorpusRow> rows) {
    return new CorpusState(services, spec, rows, work, problem);
  }

  CorpusState working(Optional<Work> now) {
    return new CorpusState(services, spec, table, now, problem);
  }

  CorpusState failed(String reason) {
    return new CorpusState(services, spec, table, Optional.empty(), Optional.of(reason));
  }
}
