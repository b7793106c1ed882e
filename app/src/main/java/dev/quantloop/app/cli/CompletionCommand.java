package dev.quantloop.app.cli;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.cli.command.ConsoleCommand;
import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** Prints the completion script; bash and zsh read the same one. */
@Command(
    name = "completion",
    header = "Print a completion script for bash and zsh.",
    description = "Prints a script that completes commands and flags, for bash and zsh.",
    footer = {
      "  source <(quantloop completion)",
      "  quantloop completion > ~/.local/share/bash-completion/completions/quantloop"
    })
public final class CompletionCommand extends ConsoleCommand {

  @Override
  public Integer call() {
    console.out().print(AutoComplete.bash("quantloop", QuantloopCommand.commandLine(console)));
    return ExitCode.OK;
  }
}
