package dev.quantloop.app.tui.screen.sql;

import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.dialog.InputHistory;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.key.Key;
import dev.quantloop.app.tui.screen.ScreenServices;
import dev.quantloop.app.tui.table.Table;
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
public record SqlState(
    ScreenServices services,
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
  public static SqlState of(ScreenServices services) {
    return of(services, System::nanoTime);
  }

  public static SqlState of(ScreenServices services, LongSupplier nanos) {
    return new SqlState(
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
    return List.of(SqlUpdate.readSchema(this), SqlUpdate.readStatements(this));
  }

  @Override
  public List<Action> actions() {
    return Screen.actions(onResult ? SqlUpdate.RESULT_KEYS : SqlUpdate.EDITOR_KEYS, this);
  }

  @Override
  public Optional<Transition> typed(Key key) {
    return onResult
        ? pane.table().typed(key).map(rows -> Transition.to(with(rows)))
        : editor.press(key).map(edited -> Transition.to(with(edited)));
  }

  @Override
  public boolean typing() {
    return !onResult || pane.table().filter().open();
  }

  @Override
  public Optional<Transition> clicked(int row) {
    return Optional.of(Transition.to(with(pane.table().at(row)).focused(true)));
  }

  @Override
  public Transition hear(Message message) {
    return SqlUpdate.hear(this, message);
  }

  @Override
  public void draw(Canvas canvas, ViewContext context) {
    SqlView.draw(this, canvas, context);
  }

  InputHistory statements() {
    return new InputHistory(services.preferences().beside("sql-history"));
  }

  SqlState with(Schema read) {
    return new SqlState(services, nanos, read, editor, running, pane, onResult, saveAs);
  }

  SqlState with(SqlEditor edited) {
    return new SqlState(services, nanos, schema, edited, running, pane, onResult, saveAs);
  }

  SqlState with(Table<ResultRow> rows) {
    return with(pane.with(rows));
  }

  SqlState with(ResultPane shown) {
    return new SqlState(services, nanos, schema, editor, running, shown, onResult, saveAs);
  }

  SqlState savingAs(String file) {
    return new SqlState(services, nanos, schema, editor, running, pane, onResult, file);
  }

  /** Keeps what has been written and not asked for the next time. */
  Effect keepDraft() {
    boolean asked = editor.text().equals(pane.sql());
    return services.keep(DRAFT, asked ? "" : editor.text());
  }

  SqlState running(QueryRun run) {
    return new SqlState(services, nanos, schema, editor, Optional.of(run), pane, onResult, saveAs);
  }

  SqlState idle() {
    return new SqlState(services, nanos, schema, editor, Optional.empty(), pane, onResult, saveAs);
  }

  SqlState focused(boolean result) {
    return new SqlState(services, nanos, schema, editor, running, pane, result, saveAs);
  }

  boolean isRunning(QueryRun run) {
    return running.filter(now -> now == run).isPresent();
  }
}
