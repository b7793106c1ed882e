package dev.quantloop.app.tui.screen.commands;

import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Step;
import dev.quantloop.app.tui.key.Binding;
import dev.quantloop.app.tui.key.KeyTable;
import dev.quantloop.app.tui.screen.ProgramActions;
import dev.quantloop.app.tui.screen.ProgramCommand;
import dev.quantloop.app.tui.table.TableKeys;
import java.util.ArrayList;
import java.util.List;

/** What keys and messages do to the list of commands. */
final class CommandsUpdate {
  static final KeyTable<CommandsState, Step> KEYS = keys();

  record Loaded(List<ProgramCommand> commands) implements Message {}

  private CommandsUpdate() {}

  private static KeyTable<CommandsState, Step> keys() {
    TableKeys<CommandsState, ProgramCommand> table =
        new TableKeys<>(CommandsState::table, CommandsState::with);
    List<Binding<CommandsState, Step>> all = new ArrayList<>();
    all.add(
        table.onSelected(
            "enter l right", "write", "write the command line", "write", (s, c) -> open(s, c)));
    all.add(table.filtering());
    all.addAll(table.moving());
    all.addAll(table.sorting().stream().filter(one -> !one.name().equals("columns")).toList());
    all.add(
        Binding.of(
            "q escape left h", "back", "go back", "back", s -> Step.to(s, new Effect.Close())));
    return new KeyTable<>(all);
  }

  static Effect load(CommandsState state) {
    ProgramActions work = state.services().work();
    return new Effect.Background(answers -> answers.accept(new Loaded(work.commands())));
  }

  static Step hear(CommandsState state, Message message) {
    if (message instanceof Loaded loaded) {
      return Step.to(state.loaded(loaded.commands()));
    } else if (message instanceof Message.Failed failed) {
      return Step.to(state.loaded() ? state : state.failed(failed.reason()));
    }
    return Step.to(state);
  }

  private static Step open(CommandsState state, ProgramCommand command) {
    return Step.to(
        state, new Effect.Open(CommandState.of(command, state.services(), state.nanos())));
  }
}
