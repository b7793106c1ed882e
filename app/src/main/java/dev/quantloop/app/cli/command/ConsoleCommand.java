package dev.quantloop.app.cli.command;

import dev.quantloop.app.UsageException;
import dev.quantloop.app.console.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command of the command line: has {@code --help}, and a console to print to. */
public abstract class ConsoleCommand implements Callable<Integer> {
  protected Console console;

  @Spec private CommandSpec spec;
  @Mixin private HelpOption help;

  /** Sets the console, before anything is parsed. */
  public final void attach(Console to) {
    console = to;
  }

  /**
   * Refuses options that would do nothing.
   *
   * @param where they do nothing: "with --dry-run"
   */
  protected final void requireEffect(String where, String... options) {
    for (String option : options) {
      if (given(option)) {
        throw new UsageException(option + " has no effect " + where);
      }
    }
  }

  /** Whether an option was typed. */
  protected final boolean given(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
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
