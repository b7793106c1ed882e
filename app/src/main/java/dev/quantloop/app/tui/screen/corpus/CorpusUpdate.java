package dev.quantloop.app.tui.screen.corpus;

import dev.quantloop.app.FailureMessage;
import dev.quantloop.app.UserPath;
import dev.quantloop.app.format.Amounts;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.dialog.Confirmation;
import dev.quantloop.app.tui.dialog.Pager;
import dev.quantloop.app.tui.dialog.Prompt;
import dev.quantloop.app.tui.dialog.StyledText;
import dev.quantloop.app.tui.dialog.TextField;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Binding;
import dev.quantloop.app.tui.key.KeyTable;
import dev.quantloop.app.tui.table.TableKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** What keys and messages do to the report of sources. */
final class CorpusUpdate {
  static final KeyTable<CorpusState, Transition> KEYS = keys();

  private static final String USUAL_FILE = "corpus.txt";

  /** What follows from an answer, in the state that there is by then. */
  record Then(Function<CorpusState, Transition> transition) implements Message {}

  private CorpusUpdate() {}

  private static KeyTable<CorpusState, Transition> keys() {
    TableKeys<CorpusState, CorpusRow> table =
        new TableKeys<>(CorpusState::table, CorpusState::with);
    return new KeyTable<>(
        List.of(
            table.onSelected(
                "enter l right",
                "lines",
                "read all that is said of the source",
                "more",
                (s, row) -> Transition.to(s, new Effect.Show(pager(row)))),
            Binding.<CorpusState, Transition>of(
                    "B", "build", "build a corpus file of the sources", "build", s -> ask(s))
                .onlyIf(
                    s -> s.work().isEmpty() && s.problem().isEmpty(),
                    "the sources are not read, or a corpus is being built"),
            table.filtering()),
        table.moving(),
        table.sorting(),
        List.of(
            Binding.of(
                "q escape left h",
                "back",
                "end what is going on, or go back",
                "back",
                s -> back(s))));
  }

  private static Pager pager(CorpusRow row) {
    String text = String.join("\n", row.lines());
    StyledText.Builder styled = new StyledText.Builder().add(text, Style.PLAIN);
    return Pager.of("Source " + row.source(), styled.build(), text);
  }

  static Effect read(CorpusState state) {
    return working(
        () -> state.services().work().reportSources(state.spec()),
        (s, report) -> Transition.to(s.with(s.table().with(CorpusRow.of(report)))),
        (s, reason) -> Transition.to(s.failed(reason)));
  }

  private interface Next<T> {
    Transition of(CorpusState state, T answer);
  }

  /** What has been ended has no answer. */
  private static Effect working(
      Supplier<Optional<Map<String, Object>>> work,
      Next<Map<String, Object>> then,
      Next<String> otherwise) {
    return new Effect.Background(
        answers -> {
          try {
            work.get().ifPresent(found -> answers.accept(ended(s -> then.of(s, found))));
          } catch (RuntimeException e) {
            String reason = FailureMessage.ofAny(e);
            answers.accept(ended(s -> otherwise.of(s, shortened(s, reason))));
          }
        });
  }

  private static Then ended(Function<CorpusState, Transition> then) {
    return new Then(s -> then.apply(s.working(Optional.empty())));
  }

  private static String shortened(CorpusState state, String text) {
    return UserPath.shortenedIn(text, state.services().directories().home());
  }

  static Transition hear(CorpusState state, Message message) {
    return message instanceof Then then ? then.transition().apply(state) : Transition.to(state);
  }

  /** A corpus that is being built is broken off; anything else is left. */
  private static Transition back(CorpusState state) {
    Effect end = new Effect.Background(answers -> state.services().work().endCorpus());
    boolean building = state.work().isPresent() && !state.table().all().isEmpty();
    return building
        ? Transition.to(
            state.working(Optional.empty()), end, new Effect.Say("no corpus has been built"))
        : Transition.to(state, end, new Effect.Close());
  }

  private static Transition ask(CorpusState state) {
    return Transition.to(
        state,
        new Effect.Show(
            new Prompt(
                "Build a corpus",
                "Tokens, such as 200k; empty: what the shortest source allows",
                TextField.of(""),
                CorpusUpdate::noTokens,
                tokens -> askFile(tokens))));
  }

  private static Optional<String> noTokens(String text) {
    String typed = text.strip();
    return typed.isEmpty() || Amounts.tokens(typed).isPresent()
        ? Optional.empty()
        : Optional.of(Amounts.noTokens(typed));
  }

  private static Effect askFile(String tokens) {
    return new Effect.Show(
        new Prompt(
                "Build a corpus",
                "File",
                TextField.of(USUAL_FILE),
                text -> text.isBlank() ? Optional.of("name a file") : Optional.empty(),
                file -> new Effect.Tell(new Then(s -> looking(s, tokens, file))))
            .selecting());
  }

  /** Asks before a file is replaced. */
  private static Transition looking(CorpusState state, String tokens, String typed) {
    return Transition.to(
        state,
        new Effect.Background(
            answers -> {
              Path file = state.services().directories().path(typed).toAbsolutePath();
              Effect build = new Effect.Tell(new Then(s -> build(s, tokens, file)));
              Effect next = Files.exists(file) ? replaceQuestion(file, build) : build;
              answers.accept(new Then(s -> Transition.to(s, next)));
            }));
  }

  private static Effect replaceQuestion(Path file, Effect build) {
    return new Effect.Show(
        new Confirmation(
            "Replace " + file.getFileName() + "?",
            List.of("There is such a file in " + file.getParent() + "."),
            build));
  }

  private static Transition build(CorpusState state, String tokens, Path file) {
    String what = "building " + shortened(state, file.toString());
    return Transition.to(
        state.working(Optional.of(new CorpusState.Work(what, Instant.now()))),
        working(
            () -> state.services().work().buildCorpus(state.spec(), tokens, file),
            (s, built) -> Transition.to(s, new Effect.Say(built(s, built, file))),
            (s, reason) -> Transition.to(s, new Effect.Say("not built: " + reason))));
  }

  private static String built(CorpusState state, Map<String, Object> built, Path file) {
    return "%s has %s, in %s of %s"
        .formatted(
            shortened(state, file.toString()),
            Numbers.tokens(((Number) built.get("tokens")).longValue()),
            Numbers.counted(((Number) built.get("chunks")).longValue(), "chunk"),
            built.get("chunk_size"));
  }
}
