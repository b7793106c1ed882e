package dev.quantloop.app.cli;

import dev.quantloop.app.console.Console;
import dev.quantloop.app.tui.screen.ProgramCommand;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The commands as picocli knows them, for those who know no picocli. */
final class CommandDescriptions {
  private static final String EXPERIMENT = "NAME";
  private static final int HELP_WIDTH = 80;

  private final CommandLine root;

  CommandDescriptions(Console console) {
    root = QuantloopCommand.commandLine(console).setUsageHelpWidth(HELP_WIDTH);
  }

  /** All but hidden ones; in place of a command of commands those that it consists of. */
  List<ProgramCommand> all() {
    List<ProgramCommand> all = new ArrayList<>();
    for (CommandCatalog.Entry entry : CommandCatalog.ENTRIES) {
      if (entry.group() != CommandCatalog.Group.HIDDEN) {
        CommandLine command = root.getSubcommands().get(entry.name());
        add(all, entry.name(), entry.group().heading(), command);
      }
    }
    return all;
  }

  private static void add(
      List<ProgramCommand> all, String name, String group, CommandLine command) {
    if (command.getSubcommands().isEmpty()) {
      all.add(describe(name, group, command));
    }
    command.getSubcommands().forEach((sub, line) -> add(all, name + " " + sub, group, line));
  }

  private static ProgramCommand describe(String name, String group, CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    String[] header = spec.usageMessage().header();
    return new ProgramCommand(
        name,
        group,
        header.length == 0 ? "" : header[0],
        command.getUsageMessage(Ansi.OFF).lines().toList(),
        spec.options().stream()
            .filter(option -> !option.hidden())
            .map(CommandDescriptions::flag)
            .toList(),
        spec.positionalParameters().stream()
            .anyMatch(parameter -> parameter.paramLabel().startsWith(EXPERIMENT)));
  }

  private static ProgramCommand.Flag flag(OptionSpec option) {
    List<String> values = new ArrayList<>();
    if (option.completionCandidates() != null) {
      option.completionCandidates().forEach(values::add);
    }
    String[] description = option.description();
    return new ProgramCommand.Flag(
        List.of(option.names()),
        description.length == 0 ? "" : description[0].replace("$$", "$").replace("%n", " "),
        option.arity().max() > 0,
        values);
  }
}
