package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.cli.option.HelpOption;
import dev.quantloop.app.console.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The commands about libllama itself. */
@Command(
    name = "native",
    header = "Install llama.cpp's library, or say what is installed.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {NativeInstallCommand.class, NativeStatusCommand.class},
    footer = {"", "Example:", "  quantloop native install --backend cuda"})
public final class NativeCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec spec;
  @Mixin private HelpOption help;

  NativeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(console.out());
    return ExitCode.USAGE;
  }
}
