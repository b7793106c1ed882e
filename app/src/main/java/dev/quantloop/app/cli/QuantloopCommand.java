package dev.quantloop.app.cli;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.FailureMessage;
import dev.quantloop.app.ProgramVersion;
import dev.quantloop.app.UserException;
import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.cli.option.NativeOptions;
import dev.quantloop.app.console.Console;
import dev.quantloop.app.console.OutputClosedException;
import dev.quantloop.app.console.VisibleWriter;
import dev.quantloop.app.tui.screen.experiments.ExperimentsState;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Help.IParamLabelRenderer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The root command, and the one way to run a command line. */
@Command(
    name = "quantloop",
    version = "quantloop " + ProgramVersion.CURRENT,
    header = "Finds the importance matrix with which a GGUF model quantizes best.",
    customSynopsis = {"quantloop COMMAND [OPTIONS]", "quantloop [OPTIONS]  (full-screen)"},
    footer = {
      "",
      "Start with:  quantloop demo",
      "Then:        quantloop new mine -m model-f16.gguf --source text=corpus.txt",
      "             quantloop run mine"
    })
public final class QuantloopCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the version and exit.")
  private boolean version;

  @Option(
      names = "--ascii",
      description = "Draw the full-screen interface with ASCII characters only.")
  private boolean ascii;

  @Mixin private DbOption db;
  @Mixin private NativeOptions llama;

  QuantloopCommand(Console console) {
    this.console = console;
  }

  /** Runs one command line; returns the exit code. Never throws, never exits. */
  public static int execute(Console console, String... arguments) {
    Thread ahead = new Thread(() -> NativeOptions.openAhead(console, List.of(arguments)));
    if (CommandCatalog.namesStage(arguments)) {
      ahead.start();
    }
    try {
      int code = commandLineFor(console, arguments).execute(arguments);
      return flushed(console, code);
    } catch (RuntimeException | Error e) {
      return new FailureReport(console).report(e);
    } finally {
      console.err().flush();
      // The process must not end in the midst of loading.
      join(ahead);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A result that can't be written is a failure, too, unless one has been reported. */
  private static int flushed(Console console, int code) {
    try {
      console.out().flush();
      return code;
    } catch (OutputClosedException e) {
      return code == ExitCode.OK ? new FailureReport(console).report(e) : code;
    }
  }

  /** The parser of every command line. */
  public static CommandLine commandLine(Console console) {
    return commandLineFor(console, "--help");
  }

  /** The parser of this command line, with the commands that it may name. */
  private static CommandLine commandLineFor(Console console, String... arguments) {
    CommandLine root = new CommandLine(new QuantloopCommand(console), new CommandFactory(console));
    CommandCatalog.addTo(root, List.of(arguments));
    root.getSubcommands().values().forEach(QuantloopCommand::simplifyHelp);
    FailureReport failures = new FailureReport(console);
    // Nothing but help goes there, in colours.
    return root.setOut(VisibleWriter.beneath(console.out()))
        .setErr(console.err())
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(console.colorful() ? Ansi.ON : Ansi.OFF))
        .setUsageHelpWidth(Math.max(60, Math.min(110, console.helpWidth())))
        .setUsageHelpAutoWidth(false)
        .setHelpFactory(SpacedHelp::new)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Path.class, text -> path(console, text))
        .setUnmatchedOptionsArePositionalParams(false)
        // Or -ofreq would be read as -o freq, -hf as -h -f.
        .setPosixClusteredShortOptionsAllowed(false)
        .setExpandAtFiles(false)
        .setExecutionStrategy(QuantloopCommand::run)
        .setParameterExceptionHandler((e, arguments_) -> failures.usage(e))
        .setExecutionExceptionHandler((e, command, result) -> failures.report(e, command));
  }

  private static Path path(Console console, String text) {
    try {
      return console.directories().path(text);
    } catch (UserException | InvalidPathException e) {
      throw new TypeConversionException(FailureMessage.ofAny(e));
    }
  }

  /** Options before a command are the interface's: the command would not see them. */
  private static int run(ParseResult parsed) {
    requireCommand(parsed);
    boolean asks = parsed.isUsageHelpRequested() || parsed.isVersionHelpRequested();
    if (parsed.hasSubcommand() && !parsed.matchedOptions().isEmpty() && !asks) {
      CommandLine command = parsed.subcommand().commandSpec().commandLine();
      String option = parsed.matchedOptions().get(0).longestName();
      boolean known = command.getCommandSpec().findOption(option) != null;
      throw new ParameterException(
          command,
          (known
                  ? "%1$s must stand after the command: quantloop %2$s %1$s"
                  : "%1$s has no effect on the command %2$s")
              .formatted(option, command.getCommandName()));
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  /** That help is asked for keeps picocli from complaining of a command that there is not. */
  private static void requireCommand(ParseResult parsed) {
    CommandLine command = parsed.commandSpec().commandLine();
    List<String> left = parsed.unmatched();
    if (!command.getSubcommands().isEmpty() && !left.isEmpty() && !left.get(0).startsWith("-")) {
      throw new UnmatchedArgumentException(command, left);
    } else if (parsed.hasSubcommand()) {
      requireCommand(parsed.subcommand());
    }
  }

  /** Flags in the order of the classes, a synopsis of one line, and examples as the footer. */
  private static void simplifyHelp(CommandLine command) {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    usage
        .sortOptions(false)
        .abbreviateSynopsis(command.getSubcommands().isEmpty())
        .footerHeading(usage.footer().length > 1 ? "%nExamples:%n" : "%nExample:%n");
    command.getSubcommands().values().forEach(QuantloopCommand::simplifyHelp);
  }

  /** Without a command: the interface on a terminal, else the help. */
  @Override
  public Integer call() {
    if (console.terminal().inputIsTerminal() && console.terminal().outputIsTerminal()) {
      return new FullScreen(console, db.path(), llama::settings).run(ascii, ExperimentsState::of);
    }
    CommandLine root = commandLine(console);
    root.usage(root.getOut());
    return ExitCode.USAGE;
  }

  /** Help that writes {@code -c N} as people type it, not {@code -c=N}. */
  private static final class SpacedHelp extends Help {
    SpacedHelp(CommandSpec spec, ColorScheme colors) {
      super(spec, colors);
    }

    @Override
    public IParamLabelRenderer parameterLabelRenderer() {
      return new SpacedLabels(super.parameterLabelRenderer());
    }
  }

  /** The label of a list shows its separator already; picocli would repeat it. */
  private record SpacedLabels(IParamLabelRenderer plain) implements IParamLabelRenderer {
    @Override
    public Ansi.Text renderParameterLabel(ArgSpec argument, Ansi ansi, List<Ansi.IStyle> styles) {
      Ansi.Text label = plain.renderParameterLabel(argument, ansi, styles);
      String text = label.plainString();
      if (!argument.splitRegex().isEmpty()) {
        label =
            label.substring(
                0, text.indexOf(argument.paramLabel()) + argument.paramLabel().length());
      }
      return text.startsWith("=") ? ansi.new Text(" ").concat(label.substring(1)) : label;
    }

    @Override
    public String separator() {
      return " ";
    }
  }
}
