package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The commands about libllama itself. */
@Command(
    name = "native",
    header = "Install llama.cpp's library, or show what is installed.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {NativeInstallCommand.class, NativeStatusCommand.class},
    footer = "  quantloop native install --backend cuda")
public final class NativeCommand extends ConsoleCommand {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return ExitCode.USAGE;
  }
}
