package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The commands about databases as a whole. */
@Command(
    name = "db",
    header = "Back up, check or merge databases.",
    description =
        "A database holds the history of all experiments: every figure and what it was computed from."
            + " Tokens, activation sums, imatrices and quants are files beside it, in experiments/.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {DbBackupCommand.class, DbCheckCommand.class, DbMergeCommand.class},
    footer = "  quantloop db backup history.db")
public final class DbCommand extends ConsoleCommand {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return ExitCode.USAGE;
  }
}
