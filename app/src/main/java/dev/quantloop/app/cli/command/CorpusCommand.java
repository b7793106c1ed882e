package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The commands about calibration texts. */
@Command(
    name = "corpus",
    header = "Build a calibration corpus of several sources, or look at what they hold.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {CorpusBuildCommand.class, CorpusReportCommand.class},
    footer = "  quantloop corpus report -m model-f16.gguf --source code=src/**/*.py")
public final class CorpusCommand extends ConsoleCommand {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return ExitCode.USAGE;
  }
}
