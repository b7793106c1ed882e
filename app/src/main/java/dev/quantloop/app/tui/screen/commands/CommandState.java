package dev.quantloop.app.tui.screen.commands;

import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Look;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Step;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.key.Key;
import dev.quantloop.app.tui.screen.ProgramCommand;
import dev.quantloop.app.tui.screen.ScreenServices;
import dev.quantloop.app.tui.text.InputHistory;
import dev.quantloop.app.tui.text.TextLine;
import dev.quantloop.app.tui.text.TextPane;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The state of one command: its line, and its help or what it prints.
 *
 * @param nanos tells how long it takes
 * @param experiments their names, for completion
 * @param pane the help while the line is written, else the output
 */
public record CommandState(
    ProgramCommand command,
    ScreenServices services,
    LongSupplier nanos,
    List<String> experiments,
    ArgumentLine line,
    CommandPhase phase,
    TextPane pane)
    implements Screen {

  /** With no arguments yet. */
  static CommandState of(ProgramCommand command, ScreenServices services, LongSupplier nanos) {
    return new CommandState(
        command,
        services,
        nanos,
        List.of(),
        ArgumentLine.EMPTY,
        new CommandPhase.Writing(),
        help(command));
  }

  /** With arguments to be edited. */
  public static CommandState writing(
      ProgramCommand command, ScreenServices services, String arguments) {
    CommandState empty = of(command, services, System::nanoTime);
    return new CommandState(
        command,
        services,
        empty.nanos,
        empty.experiments,
        ArgumentLine.of(arguments),
        empty.phase,
        empty.pane);
  }

  static TextPane help(ProgramCommand command) {
    return TextPane.of(command.usage().stream().map(TextLine::of).toList());
  }

  @Override
  public String title() {
    return "Command " + command.name();
  }

  @Override
  public List<Effect> start() {
    return List.of(CommandUpdate.readExperiments(), CommandUpdate.readLines(this));
  }

  @Override
  public List<Action> actions() {
    return Screen.actions(writing() ? CommandUpdate.LINE_KEYS : CommandUpdate.OUTPUT_KEYS, this);
  }

  @Override
  public Optional<Step> typed(Key key) {
    return writing()
        ? line.press(key).map(edited -> Step.to(with(edited)))
        : pane.typed(key).map(text -> text.step(with(text), pane));
  }

  @Override
  public boolean typing() {
    return writing() || pane.search().open();
  }

  @Override
  public Optional<Step> clicked(int row) {
    return Optional.of(Step.to(with(pane.at(row))));
  }

  @Override
  public Step hear(Message message) {
    return CommandUpdate.hear(this, message);
  }

  @Override
  public void draw(Canvas canvas, Look look) {
    CommandView.draw(this, canvas, look);
  }

  boolean writing() {
    return phase instanceof CommandPhase.Writing;
  }

  Optional<CommandPhase.Running> running() {
    return phase instanceof CommandPhase.Running now ? Optional.of(now) : Optional.empty();
  }

  /** Lines that were written for this command before. */
  InputHistory lines() {
    String file = "command-" + command.name().replace(' ', '-') + "-history";
    return new InputHistory(services.preferences().beside(file));
  }

  CommandState with(List<String> names) {
    return new CommandState(command, services, nanos, names, line, phase, pane);
  }

  CommandState with(ArgumentLine edited) {
    return new CommandState(command, services, nanos, experiments, edited, phase, pane);
  }

  CommandState with(TextPane text) {
    return new CommandState(command, services, nanos, experiments, line, phase, text);
  }

  CommandState in(CommandPhase other) {
    return new CommandState(command, services, nanos, experiments, line, other, pane);
  }
}
