package dev.quantloop.app.tui.screen.commands;

import dev.quantloop.app.FailureMessage;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Step;
import dev.quantloop.app.tui.dialog.Confirmation;
import dev.quantloop.app.tui.dialog.TextField;
import dev.quantloop.app.tui.form.UserPath;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Binding;
import dev.quantloop.app.tui.key.KeyTable;
import dev.quantloop.app.tui.screen.ProgramActions;
import dev.quantloop.app.tui.screen.ProgramCommand;
import dev.quantloop.app.tui.screen.RunningCommand;
import dev.quantloop.app.tui.text.InputHistory;
import dev.quantloop.app.tui.text.Lines;
import dev.quantloop.app.tui.text.Recall;
import dev.quantloop.app.tui.text.TextLine;
import dev.quantloop.app.tui.text.TextPane;
import dev.quantloop.app.tui.text.TextPaneKeys;
import dev.quantloop.app.tui.text.WordChoice;
import dev.quantloop.tracker.view.ExperimentSummary;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** What keys and messages do to a command. */
final class CommandUpdate {
  static final KeyTable<CommandState, Step> LINE_KEYS = lineKeys();
  static final KeyTable<CommandState, Step> OUTPUT_KEYS = outputKeys();

  /** Of a command that prints without end only so much is kept. */
  static final int MOST_LINES = 100_000;

  private static final int HELP_ROWS = 15;

  /** The names of experiments. */
  record ExperimentsRead(List<String> names) implements Message {}

  /** What was written for the command before, the latest last. */
  record LinesRead(List<String> lines) implements Message {}

  /** What a line can be completed to. */
  record Completed(TextField field, Optional<WordChoice> choice) implements Message {}

  record Started(RunningCommand command) implements Message {}

  record Printed(List<TextLine> lines) implements Message {}

  record Ended(int exitCode, Duration took) implements Message {}

  /** It could not even be started. */
  record NotStarted(String reason) implements Message {}

  /** The screen is to be left although the command is at work. */
  record LeaveConfirmed() implements Message {}

  private CommandUpdate() {}

  private static KeyTable<CommandState, Step> lineKeys() {
    return new KeyTable<>(
        List.of(
            Binding.of("enter", "run", "run the command", "run", s -> enter(s)),
            Binding.of("tab", "complete", "complete the word", "complete", s -> complete(s, 1)),
            Binding.of("back-tab", "complete-back", "the one before", "", s -> complete(s, -1)),
            editing("up", "older", "what was written before", ArgumentLine::older),
            editing("down", "newer", "what was written after that", ArgumentLine::newer),
            scrolling("page-down", "help-down", "scroll the help down", HELP_ROWS),
            scrolling("page-up", "help-up", "scroll the help up", -HELP_ROWS),
            Binding.of("escape", "back", "go back", "back", s -> escape(s))));
  }

  private static KeyTable<CommandState, Step> outputKeys() {
    TextPaneKeys<CommandState> text = new TextPaneKeys<>(CommandState::pane, CommandState::with);
    List<Binding<CommandState, Step>> all = new ArrayList<>();
    all.add(
        Binding.<CommandState, Step>of("X", "stop", "stop the command", "stop", s -> stop(s))
            .unless(
                s ->
                    s.running().isPresent() ? Optional.empty() : Optional.of("it is not running")));
    all.add(
        Binding.<CommandState, Step>of(
                "e i enter", "edit", "edit the line and run it again", "edit", s -> edit(s))
            .unless(
                s ->
                    s.phase() instanceof CommandPhase.Ended
                        ? Optional.empty()
                        : Optional.of("it is running")));
    all.addAll(text.searching());
    all.addAll(text.movingAndFollowing());
    all.add(
        Binding.<CommandState, Step>of("y", "copy-line", "copy the line", "copy", s -> copyLine(s))
            .unless(
                s ->
                    s.pane().selected().isPresent()
                        ? Optional.empty()
                        : Optional.of("there is none")));
    all.add(Binding.of("Y", "copy-command", "copy the command line", "", s -> copyCommand(s)));
    all.add(
        Binding.<CommandState, Step>of("q escape", "back", "go back", "back", s -> leave(s))
            .unless(
                s ->
                    s.phase() instanceof CommandPhase.Starting
                        ? Optional.of("it is being started")
                        : Optional.empty()));
    return new KeyTable<>(all);
  }

  private static Binding<CommandState, Step> editing(
      String keys, String name, String label, UnaryOperator<ArgumentLine> change) {
    return Binding.of(
        keys, name, label, "", state -> Step.to(state.with(change.apply(state.line()))));
  }

  private static Binding<CommandState, Step> scrolling(
      String keys, String name, String label, int by) {
    return Binding.of(keys, name, label, "", state -> Step.to(state.with(state.pane().move(by))));
  }

  static Effect readExperiments() {
    return new Effect.Ask(
        tracker ->
            new ExperimentsRead(
                tracker.experiments().list(true).stream()
                    .map(ExperimentSummary::name)
                    .sorted()
                    .toList()));
  }

  static Effect readLines(CommandState state) {
    InputHistory lines = state.lines();
    return new Effect.Background(answers -> answers.accept(new LinesRead(lines.read())));
  }

  static Step hear(CommandState state, Message message) {
    if (message instanceof ExperimentsRead read) {
      return Step.to(state.with(read.names()));
    } else if (message instanceof Message.Changed) {
      return Step.to(state, readExperiments());
    } else if (message instanceof LinesRead read) {
      return Step.to(state.with(state.line().recalling(Recall.of(read.lines()))));
    } else if (message instanceof Completed completed) {
      return completed(state, completed);
    } else if (message instanceof TextPane.Found found) {
      TextPane heard = state.pane().hear(found);
      return heard.step(state.with(heard), state.pane());
    }
    return hearOfProcess(state, message);
  }

  private static Step hearOfProcess(CommandState state, Message message) {
    if (message instanceof Started started) {
      return Step.to(state.in(new CommandPhase.Running(started.command(), false)));
    } else if (message instanceof Printed printed) {
      return Step.to(state.with(state.pane().appended(printed.lines()).last(MOST_LINES)));
    } else if (message instanceof Ended ended) {
      return Step.to(state.in(new CommandPhase.Ended(ended.exitCode(), ended.took())));
    } else if (message instanceof NotStarted not) {
      return Step.to(withUsage(state), new Effect.Say(not.reason()));
    } else if (message instanceof LeaveConfirmed) {
      return Step.to(state, ending(state), new Effect.Close());
    }
    return Step.to(state);
  }

  private static Step complete(CommandState state, int direction) {
    Optional<WordChoice> open = state.line().completion();
    if (open.isPresent()) {
      return Step.to(state.with(state.line().completed(open.get().next(direction))));
    }
    TextField field = state.line().field();
    ArgumentCompletion completion =
        new ArgumentCompletion(
            state.command(), state.experiments(), state.services().directories().home());
    return Step.to(
        state,
        new Effect.Background(
            answers -> answers.accept(new Completed(field, completion.of(field)))));
  }

  /** An answer for a line that has been changed since means nothing. */
  private static Step completed(CommandState state, Completed completed) {
    if (!completed.field().equals(state.line().field())) {
      return Step.to(state);
    }
    return completed
        .choice()
        .map(choice -> Step.to(state.with(state.line().completed(choice))))
        .orElseGet(() -> Step.to(state, new Effect.Say("nothing to complete here")));
  }

  private static Step enter(CommandState state) {
    return state.line().completion().isPresent()
        ? Step.to(state.with(state.line().chosen()))
        : run(state);
  }

  private static Step run(CommandState state) {
    String text = state.line().text().strip();
    ShellWords words = ShellWords.of(text);
    if (words.open()) {
      return Step.to(state, new Effect.Say("a quotation mark is missing"));
    }
    List<String> arguments = arguments(state, words.words());
    TextLine shown = new TextLine("$ " + commandLine(arguments), Style.BOLD.with(Color.CYAN));
    TextPane output = TextPane.following(Lines.of(List.of(shown)));
    Recall recall = text.isEmpty() ? state.line().recall() : state.line().recall().with(text);
    CommandState next =
        state.with(state.line().recalling(recall)).with(output).in(new CommandPhase.Starting());
    return Step.to(next, keeping(state, text), running(state, arguments));
  }

  private static Effect keeping(CommandState state, String text) {
    InputHistory lines = state.lines();
    return new Effect.Background(
        answers -> {
          if (!text.isEmpty()) {
            lines.add(text);
          }
        });
  }

  private static Effect running(CommandState state, List<String> arguments) {
    ProgramActions work = state.services().work();
    LongSupplier nanos = state.nanos();
    return new Effect.Background(answers -> run(work, arguments, nanos, answers));
  }

  private static void run(
      ProgramActions work, List<String> arguments, LongSupplier nanos, Consumer<Message> answers) {
    long begun = nanos.getAsLong();
    RunningCommand command;
    try {
      command = work.start(arguments);
    } catch (RuntimeException e) {
      answers.accept(new NotStarted(FailureMessage.ofAny(e)));
      return;
    }
    answers.accept(new Started(command));
    int exitCode =
        command.follow(
            lines -> answers.accept(new Printed(lines.stream().map(TextLine::printed).toList())));
    answers.accept(new Ended(exitCode, Duration.ofNanos(nanos.getAsLong() - begun)));
  }

  /** With the database of this interface, unless the line names another. */
  private static List<String> arguments(CommandState state, List<String> words) {
    List<String> arguments = new ArrayList<>(List.of(state.command().name().split(" ")));
    Path home = state.services().directories().home();
    words.forEach(word -> arguments.add(UserPath.expanded(word, home)));
    boolean named =
        words.stream().anyMatch(word -> word.split("=", 2)[0].equals(ProgramCommand.DATABASE_FLAG));
    if (state.command().takesDatabase() && !named) {
      arguments.add(ProgramCommand.DATABASE_FLAG);
      arguments.add(state.services().database().toString());
    }
    return arguments;
  }

  private static String commandLine(List<String> arguments) {
    return "quantloop " + String.join(" ", arguments.stream().map(ShellWords::quoted).toList());
  }

  private static Step stop(CommandState state) {
    CommandPhase.Running now = state.running().orElseThrow();
    RunningCommand command = now.command();
    return Step.to(
        state.in(new CommandPhase.Running(command, true)),
        new Effect.Background(
            answers -> {
              if (now.interrupted()) {
                command.kill();
              } else {
                command.interrupt();
              }
            }));
  }

  private static Step edit(CommandState state) {
    return Step.to(withUsage(state));
  }

  private static CommandState withUsage(CommandState state) {
    return state.with(CommandState.help(state.command())).in(new CommandPhase.Writing());
  }

  private static Step escape(CommandState state) {
    return state.line().completion().isPresent()
        ? Step.to(state.with(state.line().chosen()))
        : Step.to(state, new Effect.Close());
  }

  private static Step leave(CommandState state) {
    if (state.running().isEmpty()) {
      return Step.to(state, new Effect.Close());
    }
    return Step.to(
        state,
        new Effect.Show(
            new Confirmation(
                "Stop " + state.command().name() + "?",
                List.of("It is at work; going back stops it."),
                new Effect.Tell(new LeaveConfirmed()))));
  }

  private static Effect ending(CommandState state) {
    Optional<CommandPhase.Running> running = state.running();
    return new Effect.Background(answers -> running.ifPresent(now -> now.command().interrupt()));
  }

  private static Step copyLine(CommandState state) {
    return Step.to(
        state, new Effect.Copy(state.pane().selected().orElseThrow().text(), "the line"));
  }

  private static Step copyCommand(CommandState state) {
    List<String> arguments = arguments(state, ShellWords.of(state.line().text()).words());
    return Step.to(state, new Effect.Copy(commandLine(arguments), "the command line"));
  }
}
