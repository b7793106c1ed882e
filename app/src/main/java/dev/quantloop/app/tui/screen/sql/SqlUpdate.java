package dev.quantloop.app.tui.screen.sql;

import dev.quantloop.app.FailureMessage;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.dialog.Confirmation;
import dev.quantloop.app.tui.dialog.HistoryCursor;
import dev.quantloop.app.tui.dialog.InputHistory;
import dev.quantloop.app.tui.dialog.Pager;
import dev.quantloop.app.tui.dialog.Picker;
import dev.quantloop.app.tui.dialog.Prompt;
import dev.quantloop.app.tui.dialog.StyledText;
import dev.quantloop.app.tui.dialog.TextField;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Binding;
import dev.quantloop.app.tui.key.KeyTable;
import dev.quantloop.app.tui.screen.sql.QueryResult.ResultReader;
import dev.quantloop.app.tui.table.ColumnsDialog;
import dev.quantloop.app.tui.table.TableKeys;
import dev.quantloop.tracker.export.AnswerFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** What keys and messages do to the console. */
final class SqlUpdate {
  static final KeyTable<SqlState, Transition> EDITOR_KEYS = editorKeys();
  static final KeyTable<SqlState, Transition> RESULT_KEYS = resultKeys();

  private static final int ROWS = 10;

  /** What follows from an answer, in the state that there is by then. */
  record Then(Function<SqlState, Transition> transition) implements Message {}

  /** What follows when a question has been dealt with; nothing once that has been given up. */
  record Ended(QueryRun run, Function<SqlState, Transition> transition) implements Message {}

  private SqlUpdate() {}

  private static KeyTable<SqlState, Transition> editorKeys() {
    return new KeyTable<>(
        List.of(
            Binding.of("enter", "ask", "ask, or go on in a new line", "ask", s -> enter(s)),
            Binding.of(
                "tab",
                "complete",
                "complete the word; once it is asked, go to the answer",
                "complete",
                s -> isAnswered(s) ? Transition.to(s.focused(true)) : complete(s, 1)),
            Binding.of("back-tab", "complete-back", "the completion before", s -> complete(s, -1))),
        statements("ctrl-o"),
        List.of(
            editing("up", "older", "what was asked before", SqlEditor::older),
            editing("down", "newer", "what was asked after that", SqlEditor::newer),
            browsing("page-down", "rows-down", "go down in the answer", ROWS),
            browsing("page-up", "rows-up", "go up in the answer", -ROWS),
            Binding.of("f5", "ask-as-it-is", "ask, even if something is missing", s -> ask(s)),
            save("ctrl-s"),
            Binding.of(
                "escape",
                "leave-editor",
                "break the question off, or go back",
                "back",
                s -> escape(s))));
  }

  private static KeyTable<SqlState, Transition> resultKeys() {
    TableKeys<SqlState, ResultRow> table =
        new TableKeys<>(state -> state.pane().table(), SqlState::with);
    return new KeyTable<>(
        List.of(
            Binding.of(
                "tab e i",
                "edit",
                "edit the question",
                "edit",
                s -> Transition.to(s.focused(false))),
            table.onSelected("enter", "row", "see the row in full", "row", (s, r) -> row(s, r)),
            table.filtering()),
        table.moving(),
        List.of(
            scroll("l right", "columns-right", "see the columns to the right", 1),
            scroll("h left", "columns-left", "see the columns to the left", -1)),
        table.sorting(),
        List.of(
            table.onSelected("y", "copy-value", "copy a value", "copy", (s, r) -> copyValue(s, r)),
            table.onSelected("Y", "copy-row", "copy the row", (s, r) -> copyRow(s, r)),
            save("w ctrl-s")),
        statements("o ctrl-o"),
        List.of(
            Binding.of("r f5", "ask-again", "ask again", s -> ask(s)),
            Binding.of("q escape", "back", "go back", "back", s -> escape(s))));
  }

  private static List<Binding<SqlState, Transition>> statements(String readyKeys) {
    return List.of(
        Binding.of(readyKeys, "ready", "choose a ready question", "questions", s -> ready(s)),
        Binding.<SqlState, Transition>of(
                "ctrl-r", "search-asked", "find what was asked before", s -> asked(s))
            .unless(s -> s.editor().cursor().entries().isEmpty(), "nothing has been asked yet"));
  }

  private static Binding<SqlState, Transition> editing(
      String keys, String name, String label, UnaryOperator<SqlEditor> change) {
    return Binding.of(
        keys, name, label, state -> Transition.to(state.with(change.apply(state.editor()))));
  }

  private static Binding<SqlState, Transition> browsing(
      String keys, String name, String label, int by) {
    return Binding.of(
        keys, name, label, state -> Transition.to(state.with(state.pane().table().move(by))));
  }

  private static Binding<SqlState, Transition> scroll(
      String keys, String name, String label, int by) {
    return Binding.of(
        keys, name, label, state -> Transition.to(state.with(state.pane().scrolled(by))));
  }

  private static Binding<SqlState, Transition> save(String keys) {
    return Binding.<SqlState, Transition>of(
            keys,
            "save",
            "save the answer as CSV or JSON",
            "save",
            s -> Transition.to(s, savePrompt(s)))
        .unless(
            s ->
                s.pane().result().isEmpty()
                    ? Optional.of("there is no answer")
                    : s.running().isPresent()
                        ? Optional.of("a question is being answered; escape breaks it off")
                        : Optional.empty());
  }

  static Effect readSchema(SqlState state) {
    Path database = state.services().database();
    return new Effect.Background(
        answers -> {
          Schema schema = Schema.read(database);
          answers.accept(new Then(s -> Transition.to(s.with(schema))));
        });
  }

  static Effect readStatements(SqlState state) {
    InputHistory statements = state.statements();
    return new Effect.Background(
        answers -> {
          HistoryCursor asked = HistoryCursor.of(statements.read());
          answers.accept(new Then(s -> Transition.to(s.with(s.editor().recalling(asked)))));
        });
  }

  static Transition hear(SqlState state, Message message) {
    if (message instanceof Then then) {
      return then.transition().apply(state);
    } else if (message instanceof Ended ended && state.isRunning(ended.run())) {
      return ended.transition().apply(state.idle());
    } else if (message instanceof ColumnsDialog.Chosen chosen) {
      return Transition.to(state.with(state.pane().table().choosing(chosen.choice())));
    }
    return Transition.to(state);
  }

  private static Transition enter(SqlState state) {
    if (state.editor().completion().isPresent()) {
      return Transition.to(state.with(state.editor().chosen()));
    }
    return SqlText.isComplete(state.editor().text())
        ? ask(state)
        : Transition.to(state.with(state.editor().lineBroken()));
  }

  private static Transition ask(SqlState state) {
    String sql = state.editor().text().strip();
    if (state.running().isPresent()) {
      return Transition.to(
          state, new Effect.Say("a question is being answered; escape breaks it off"));
    } else if (sql.isEmpty()) {
      return Transition.to(state, new Effect.Say("write a question, or choose one with ctrl-o"));
    }
    QueryRun run = new QueryRun(state.services().database(), sql);
    InputHistory statements = state.statements();
    LongSupplier nanos = state.nanos();
    SqlEditor editor = state.editor().with(sql);
    return Transition.to(
        state.with(editor.recalling(editor.cursor().with(sql))).running(run),
        new Effect.Background(answers -> answers.accept(answer(run, nanos))),
        new Effect.Background(answers -> statements.add(sql)));
  }

  private static Message answer(QueryRun run, LongSupplier nanos) {
    long begun = nanos.getAsLong();
    ResultReader reader = new ResultReader();
    try {
      run.ask(reader);
      Duration took = Duration.ofNanos(nanos.getAsLong() - begun);
      ResultPane pane = ResultPane.of(run.sql(), reader.result(took));
      return new Ended(run, s -> Transition.to(s.with(pane)));
    } catch (RuntimeException e) {
      ResultPane pane = ResultPane.failed(run.sql(), FailureMessage.ofAny(e));
      return new Ended(run, s -> Transition.to(s.with(pane).focused(false)));
    }
  }

  private static boolean isAnswered(SqlState state) {
    return state.pane().hasRows()
        && state.editor().completion().isEmpty()
        && state.editor().text().strip().equals(state.pane().sql());
  }

  private static Transition complete(SqlState state, int direction) {
    SqlEditor completed = state.editor().completed(state.schema(), direction);
    return completed == state.editor()
        ? Transition.to(state, new Effect.Say("nothing to complete here"))
        : Transition.to(state.with(completed));
  }

  /** Escape leaves the innermost thing first: the choice, the query, the screen. */
  private static Transition escape(SqlState state) {
    if (!state.onResult() && state.editor().completion().isPresent()) {
      return Transition.to(state.with(state.editor().chosen()));
    } else if (state.running().isPresent()) {
      QueryRun run = state.running().get();
      return Transition.to(state, new Effect.Background(answers -> run.cancel()));
    }
    return Transition.to(state, state.keepDraft(), new Effect.Close());
  }

  private static Transition ready(SqlState state) {
    List<Picker.Item> items =
        ReadyQuery.all().stream().map(one -> item(one.title(), one.sql(), one.sql())).toList();
    return Transition.to(state, new Effect.Show(Picker.of("Ready questions", items)));
  }

  private static Transition asked(SqlState state) {
    List<String> latest = new ArrayList<>(state.editor().cursor().entries());
    Collections.reverse(latest);
    List<Picker.Item> items = latest.stream().map(sql -> item(oneLine(sql), "", sql)).toList();
    return Transition.to(state, new Effect.Show(Picker.of("Asked before", items)));
  }

  private static Picker.Item item(String label, String detail, String sql) {
    Then chosen = new Then(s -> Transition.to(s.with(s.editor().choosing(sql)).focused(false)));
    return new Picker.Item(label, oneLine(detail), new Effect.Tell(chosen));
  }

  private static String oneLine(String sql) {
    return sql.replaceAll("\\s+", " ");
  }

  private static Transition row(SqlState state, ResultRow row) {
    List<String> columns = state.pane().result().orElseThrow().columns();
    String text = row.text(columns);
    StyledText styled = new StyledText.Builder().add(text, Style.PLAIN).build();
    return Transition.to(state, new Effect.Show(Pager.of("Row " + row.number(), styled, text)));
  }

  private static Transition copyValue(SqlState state, ResultRow row) {
    List<String> columns = state.pane().result().orElseThrow().columns();
    List<Picker.Item> items = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      String value = SqlValue.text(row.value(i));
      items.add(
          new Picker.Item(columns.get(i), oneLine(value), new Effect.Copy(value, columns.get(i))));
    }
    return Transition.to(state, new Effect.Show(Picker.of("Copy a value", items)));
  }

  private static Transition copyRow(SqlState state, ResultRow row) {
    List<String> values = row.values().stream().map(SqlValue::text).toList();
    return Transition.to(state, new Effect.Copy(String.join("\t", values), "the row"));
  }

  /** With the name that was typed last: it was not wrong if only the directory was. */
  private static Effect savePrompt(SqlState state) {
    return new Effect.Show(
        new Prompt(
                "Save the answer",
                "File, ending in .csv or .json",
                TextField.of(state.saveAs()),
                text ->
                    AnswerFormat.ofFile(text.strip()).isPresent()
                        ? Optional.empty()
                        : Optional.of("the ending tells the format: .csv or .json"),
                text -> new Effect.Tell(new Then(s -> save(s, text, false))))
            .selecting());
  }

  private static Path file(SqlState state, String text) {
    return state.services().directories().path(text);
  }

  /**
   * Asks again, for what is shown may be only the beginning.
   *
   * @param typed where to write the answer
   */
  private static Transition save(SqlState state, String typed, boolean replace) {
    QueryRun run = new QueryRun(state.services().database(), state.pane().sql());
    AnswerFormat format = AnswerFormat.ofFile(typed).orElseThrow();
    SaveAnswer saving = new SaveAnswer(run, format, file(state, typed));
    return Transition.to(
        state.savingAs(typed).running(run),
        new Effect.Background(
            answers ->
                answers.accept(
                    !replace && Files.exists(saving.file())
                        ? new Ended(
                            run, s -> Transition.to(s, replaceQuestion(typed, saving.file())))
                        : save(saving))));
  }

  private static Message save(SaveAnswer saving) {
    try {
      String said = "saved " + Numbers.counted(saving.save(), "row") + " in " + saving.file();
      return new Ended(saving.run(), s -> Transition.to(s, new Effect.Say(said)));
    } catch (RuntimeException e) {
      String said = "not saved: " + FailureMessage.ofAny(e);
      return new Ended(saving.run(), s -> Transition.to(s, new Effect.Say(said), savePrompt(s)));
    }
  }

  private static Effect replaceQuestion(String typed, Path file) {
    return new Effect.Show(
        new Confirmation(
            "Replace " + file.getFileName() + "?",
            List.of("There is such a file in " + file.toAbsolutePath().getParent() + "."),
            new Effect.Tell(new Then(s -> save(s, typed, true)))));
  }
}
