package dev.quantloop.app.tui.screen.commands;

import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Look;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Step;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.screen.ProgramCommand;
import dev.quantloop.app.tui.screen.ScreenServices;
import dev.quantloop.app.tui.table.Column;
import dev.quantloop.app.tui.table.Table;
import dev.quantloop.app.tui.table.TableScreen;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The state of the list of commands.
 *
 * @param nanos tells how long commands take
 * @param loaded whether they are known
 * @param problem why there is no list, or empty
 */
public record CommandsState(
    ScreenServices services,
    LongSupplier nanos,
    Table<ProgramCommand> table,
    boolean loaded,
    Optional<String> problem)
    implements TableScreen<ProgramCommand> {
  private static final List<Column<ProgramCommand>> COLUMNS =
      List.of(
          Column.words("command", 3, ProgramCommand::name),
          Column.words("what it does", 2, ProgramCommand::about),
          Column.words("group", 1, ProgramCommand::group));

  /** Before anything is known. */
  public static CommandsState of(ScreenServices services) {
    return of(services, System::nanoTime);
  }

  public static CommandsState of(ScreenServices services, LongSupplier nanos) {
    return new CommandsState(
        services, nanos, Table.of(COLUMNS, ProgramCommand::name), false, Optional.empty());
  }

  @Override
  public String title() {
    return "Commands";
  }

  @Override
  public List<Effect> start() {
    return List.of(CommandsUpdate.load(this));
  }

  @Override
  public List<Action> actions() {
    return Screen.actions(CommandsUpdate.KEYS, this);
  }

  @Override
  public Step hear(Message message) {
    return CommandsUpdate.hear(this, message);
  }

  @Override
  public void draw(Canvas canvas, Look look) {
    CommandsView.draw(this, canvas, look);
  }

  @Override
  public CommandsState with(Table<ProgramCommand> rows) {
    return new CommandsState(services, nanos, rows, loaded, problem);
  }

  CommandsState loaded(List<ProgramCommand> commands) {
    return new CommandsState(services, nanos, table.with(commands), true, Optional.empty());
  }

  CommandsState failed(String reason) {
    return new CommandsState(services, nanos, table, loaded, Optional.of(reason));
  }
}
