package dev.quantloop.app.cli.command;

import dev.quantloop.app.console.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command of the command line: has {@code --help}, and a console to print to. */
public abstract class ConsoleCommand implements Callable<Integer> {
  protected Console console;

  @Mixin private HelpOption help;

  /** Sets the console, before anything is parsed. */
  public final void attach(Console to) {
    console = to;
  }

  /** A mixin, so that it comes last in the help. */
  static final class HelpOption {
    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        description = "Show this help and exit.")
    private boolean help;
  }
}
