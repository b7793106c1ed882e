package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The commands about ledgers. */
@Command(
    name = "ledger",
    header = "Show, verify or clean up what has been calibrated, or import imatrices.",
    description =
        "The ledger of an experiment keeps what its calibration text does in the model, in blocks of"
            + " a few chunks. Imatrices are sums of blocks, so text that has been calibrated takes"
            + " no further forward pass.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      LedgerLsCommand.class,
      LedgerVerifyCommand.class,
      LedgerGcCommand.class,
      LedgerImportCommand.class
    },
    footer = "  quantloop ledger ls mine")
public final class LedgerCommand extends ConsoleCommand {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return ExitCode.USAGE;
  }
}
