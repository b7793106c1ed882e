package dev.quantloop.app.tui.screen.history;

import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Look;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Services;
import dev.quantloop.app.tui.Step;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.key.Key;
import dev.quantloop.app.tui.table.Table;
import dev.quantloop.app.tui.text.InputHistory;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The state of the console.
 *
 * @param nanos tells how long questions take
 * @param running the question that is being answered, or whose answer is being saved
 * @param onResult whether keys go to the result, else to the editor
 * @param saveAs the file that an answer was to be saved in last, as it was typed
 */
public record HistoryState(
    Services services,
    LongSupplier nanos,
    Schema schema,
    SqlEditor editor,
    Optional<QueryRun> running,
    ResultPane pane,
    boolean onResult,
    String saveAs)
    implements Screen {
  /** What was written and not asked before the console was left, in the preferences. */
  private static final String DRAFT = "sql.draft";

  private static final String USUAL_FILE = "answer.csv";

  /** With what was written and not asked last time. */
  public static HistoryState of(Services services) {
    return of(services, System::nanoTime);
  }

  public static HistoryState of(Services services, LongSupplier nanos) {
    return new HistoryState(
        services,
        nanos,
        Schema.UNKNOWN,
        SqlEditor.EMPTY.with(services.preferences().get(DRAFT).orElse("")),
        Optional.empty(),
        ResultPane.EMPTY,
        false,
        USUAL_FILE);
  }

  @Override
  public String title() {
    return "History";
  }

  @Override
  public List<Effect> start() {
    return List.of(HistoryUpdate.readSchema(this), HistoryUpdate.readStatements(this));
  }

  @Override
  public List<Action> actions() {
    return Screen.actions(onResult ? HistoryUpdate.RESULT_KEYS : HistoryUpdate.EDITOR_KEYS, this);
  }

  @Override
  public Optional<Step> typed(Key key) {
    return onResult
        ? pane.table().typed(key).map(rows -> Step.to(with(rows)))
        : editor.press(key).map(edited -> Step.to(with(edited)));
  }

  @Override
  public boolean typing() {
    return !onResult || pane.table().filter().open();
  }

  @Override
  public Optional<Step> clicked(int row) {
    return Optional.of(Step.to(with(pane.table().at(row)).focused(true)));
  }

  @Override
  public Step hear(Message message) {
    return HistoryUpdate.hear(this, message);
  }

  @Override
  public void draw(Canvas canvas, Look look) {
    HistoryView.draw(this, canvas, look);
  }

  InputHistory statements() {
    return new InputHistory(services.preferences().beside("sql-history"));
  }

  HistoryState with(Schema read) {
    return new HistoryState(services, nanos, read, editor, running, pane, onResult, saveAs);
  }

  HistoryState with(SqlEditor edited) {
    return new HistoryState(services, nanos, schema, edited, running, pane, onResult, saveAs);
  }

  HistoryState with(Table<ResultRow> rows) {
    return with(pane.with(rows));
  }

  HistoryState with(ResultPane shown) {
    return new HistoryState(services, nanos, schema, editor, running, shown, onResult, saveAs);
  }

  HistoryState savingAs(String file) {
    return new HistoryState(services, nanos, schema, editor, running, pane, onResult, file);
  }

  /** Keeps what has been written and not asked for the next time. */
  Effect keepDraft() {
    boolean asked = editor.text().equals(pane.sql());
    return services.keep(DRAFT, asked ? "" : editor.text());
  }

  HistoryState running(QueryRun run) {
    return new HistoryState(
        services, nanos, schema, editor, Optional.of(run), pane, onResult, saveAs);
  }

  HistoryState idle() {
    return new HistoryState(
        services, nanos, schema, editor, Optional.empty(), pane, onResult, saveAs);
  }

  HistoryState focused(boolean result) {
    return new HistoryState(services, nanos, schema, editor, running, pane, result, saveAs);
  }

  boolean isRunning(QueryRun run) {
    return running.filter(now -> now == run).isPresent();
  }
}
