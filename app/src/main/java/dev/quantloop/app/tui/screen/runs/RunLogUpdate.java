package dev.quantloop.app.tui.screen.runs;

import dev.quantloop.app.FailureMessage;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Binding;
import dev.quantloop.app.tui.key.KeyTable;
import dev.quantloop.app.tui.text.TextLine;
import dev.quantloop.app.tui.text.TextPane;
import dev.quantloop.app.tui.text.TextPaneKeys;
import dev.quantloop.app.worker.LogPart;
import dev.quantloop.tracker.record.EventKind;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.RunEvent;
import dev.quantloop.tracker.view.RunSummary;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** What keys and messages do to a run's log. */
final class RunLogUpdate {
  static final KeyTable<RunLogState, Transition> KEYS = keys();

  /** Read at first: enough for the end to be there at once. */
  static final int FIRST_BYTES = 1 << 20;

  /** Read at a time when more is wanted. */
  static final int STEP_BYTES = 4 << 20;

  /** What is farther from the end than this is left to other programs. */
  static final int MOST_BYTES = 10 << 20;

  private static final Duration LOOK_PERIOD = Duration.ofMillis(500);

  /** What follows from an answer, in the state that there is by then. */
  record Then(Function<RunLogState, Transition> transition) implements Message {}

  /** The end of the file, or what has been added to it. */
  record LogRead(LogPart part, List<TextLine> lines, long size, boolean ended) implements Message {}

  private RunLogUpdate() {}

  private static KeyTable<RunLogState, Transition> keys() {
    TextPaneKeys<RunLogState> text = new TextPaneKeys<>(RunLogState::pane, RunLogState::with);
    return new KeyTable<>(
        text.searching(),
        List.of(
            Binding.of(
                "tab back-tab",
                "other-pane",
                "go to the log file, or to the events",
                "events/log",
                s -> Transition.to(s.focused(!s.onLog())))),
        text.moving(),
        List.of(
            Binding.<RunLogState, Transition>of(
                    "L",
                    "earlier",
                    "read earlier lines of the log file",
                    "earlier",
                    s -> earlier(s))
                .unless(RunLogUpdate::whyNothingEarlier),
            Binding.<RunLogState, Transition>of(
                    "X", "stop", "stop the run at the end of its chunk", "stop", s -> stop(s))
                .onlyIf(s -> s.active(), "it has ended"),
            Binding.of(
                "y",
                "copy-path",
                "copy the path of the log file",
                "copy path",
                s -> Transition.to(s, new Effect.Copy(file(s).toString(), "the path of the log"))),
            Binding.<RunLogState, Transition>of("Y", "copy-line", "copy the line", s -> copyLine(s))
                .onlyIf(s -> s.pane().selected().isPresent(), "there is none"),
            Screen.back("q escape", "go back")));
  }

  private static Path file(RunLogState state) {
    return state.summary().run().logFile();
  }

  static Optional<String> whyNothingEarlier(RunLogState state) {
    if (state.part().isEmpty()) {
      return Optional.of("the log is being read");
    }
    LogPart part = state.part().get();
    if (part.from() == 0) {
      return Optional.of("the first line is there");
    }
    return part.to() - part.from() + STEP_BYTES > MOST_BYTES
        ? Optional.of(
            "no more than %s of it are shown; y copies the path of the file"
                .formatted(Numbers.bytes(MOST_BYTES)))
        : Optional.empty();
  }

  static Effect readEvents(RunLogState state) {
    return new Effect.Ask(
        tracker -> {
          Run run = tracker.runs().get(state.summary().run().id());
          List<RunEvent> events = tracker.runs().events(run.id(), state.lastEvent());
          return new Then(s -> Transition.to(withEvents(s, run, events)));
        });
  }

  static Effect readTail(RunLogState state) {
    return reading(state, (file, ended) -> LogPart.tail(file, FIRST_BYTES, ended));
  }

  /** What has been added; of a log that grows on and on only the end is kept. */
  private static Effect readMore(RunLogState state) {
    LogPart known = state.part().orElseThrow();
    return known.to() - known.from() > MOST_BYTES
        ? readTail(state)
        : reading(state, (file, ended) -> LogPart.after(known, file, STEP_BYTES, ended));
  }

  private interface Reader {
    LogPart read(Path file, boolean ended);
  }

  private static Effect reading(RunLogState state, Reader reader) {
    Path file = file(state);
    boolean ended = !state.active();
    return new Effect.Background(
        answers -> {
          try {
            LogPart part = reader.read(file, ended);
            answers.accept(new LogRead(part, lines(part), LogPart.size(file), ended));
          } catch (UncheckedIOException e) {
            answers.accept(unreadable(e));
          }
        });
  }

  /** The reason stands where the lines would. */
  private static LogRead unreadable(UncheckedIOException reason) {
    TextLine line = new TextLine(FailureMessage.ofAny(reason), Style.of(Color.RED));
    return new LogRead(LogPart.NOTHING, List.of(line), 0, true);
  }

  static Transition hear(RunLogState state, Message message) {
    if (message instanceof Then then) {
      return then.transition().apply(state);
    } else if (message instanceof Message.Changed) {
      return Transition.to(state, readEvents(state));
    } else if (message instanceof LogRead read) {
      RunLogState next = withLog(state, read);
      return read.ended()
          ? Transition.to(next)
          : Transition.to(
              next, new Effect.Later(LOOK_PERIOD, new Then(s -> Transition.to(s, readMore(s)))));
    }
    return Transition.to(state);
  }

  private static RunLogState withEvents(RunLogState state, Run run, List<RunEvent> read) {
    List<RunEvent> events = read.stream().filter(event -> event.id() > state.lastEvent()).toList();
    List<TextLine> lines = events.stream().map(event -> line(run, event)).toList();
    long last = events.isEmpty() ? state.lastEvent() : events.get(events.size() - 1).id();
    RunSummary now = new RunSummary(run, state.summary().experiment());
    return state.events(now, state.events().appended(lines), last);
  }

  /** The time since the run's start, for that is what one wants to know of a log. */
  private static TextLine line(Run run, RunEvent event) {
    String at = Numbers.duration(Duration.between(run.startedAt(), event.at()));
    return new TextLine(
        "%8s  %-7s  %s"
            .formatted(at, event.kind().word(), TextLine.printed(event.message()).text()),
        style(event.kind()));
  }

  private static Style style(EventKind kind) {
    return switch (kind) {
      case STATE -> Style.BOLD;
      case RESULT -> Style.of(Color.GREEN);
      case WARNING -> Style.of(Color.YELLOW);
      case ERROR -> Style.BOLD.with(Color.RED);
      case STAGE -> Style.PLAIN;
    };
  }

  private static List<TextLine> lines(LogPart part) {
    return part.lines().stream().map(TextLine::printed).map(RunLogUpdate::marked).toList();
  }

  /** libllama's lines have no kinds, but those that tell of trouble say so. */
  private static TextLine marked(TextLine line) {
    String lower = line.text().toLowerCase(Locale.ROOT);
    if (lower.contains("error") || lower.contains("failed")) {
      return new TextLine(line.text(), Style.of(Color.RED));
    }
    return lower.contains("warn") ? new TextLine(line.text(), Style.of(Color.YELLOW)) : line;
  }

  private static RunLogState withLog(RunLogState state, LogRead read) {
    Optional<LogPart> known = state.part();
    LogPart part = read.part();
    if (known.isPresent() && known.get().to() == part.from()) {
      LogPart both = new LogPart(known.get().from(), part.to(), List.of());
      TextPane grown = state.log().appended(read.lines());
      return state.log(grown, Optional.of(both), read.size());
    }
    LogPart only = new LogPart(part.from(), part.to(), List.of());
    return state.log(state.log().with(read.lines()), Optional.of(only), read.size());
  }

  private static Transition earlier(RunLogState state) {
    LogPart known = state.part().orElseThrow();
    Path file = file(state);
    return Transition.to(
        state,
        new Effect.Say("reading earlier lines"),
        new Effect.Background(
            answers -> {
              LogPart part = LogPart.before(known, file, STEP_BYTES);
              List<TextLine> lines = lines(part);
              answers.accept(new Then(s -> Transition.to(withEarlier(s, part, lines))));
            }));
  }

  private static RunLogState withEarlier(RunLogState state, LogPart part, List<TextLine> lines) {
    LogPart known = state.part().orElseThrow();
    if (part.to() != known.from()) {
      return state;
    }
    LogPart both = new LogPart(part.from(), known.to(), List.of());
    return state.log(state.log().preceded(lines), Optional.of(both), state.size());
  }

  private static Transition stop(RunLogState state) {
    Effect yes =
        new Effect.Ask(
            tracker -> {
              RunsUpdate.stopping(state.summary()).accept(tracker);
              return new Message.Changed();
            });
    return Transition.to(state, RunsUpdate.stopQuestion(state.summary(), yes));
  }

  private static Transition copyLine(RunLogState state) {
    return Transition.to(
        state, new Effect.Copy(state.pane().selected().orElseThrow().text(), "the line"));
  }
}
