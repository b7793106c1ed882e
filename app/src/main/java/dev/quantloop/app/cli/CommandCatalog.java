package dev.quantloop.app.cli;

import dev.quantloop.app.cli.command.AllocateCommand;
import dev.quantloop.app.cli.command.BenchCommand;
import dev.quantloop.app.cli.command.CompareCommand;
import dev.quantloop.app.cli.command.ContextCommand;
import dev.quantloop.app.cli.command.CorpusCommand;
import dev.quantloop.app.cli.command.DbCommand;
import dev.quantloop.app.cli.command.DemoCommand;
import dev.quantloop.app.cli.command.DoctorCommand;
import dev.quantloop.app.cli.command.ExportCommand;
import dev.quantloop.app.cli.command.ImatrixCommand;
import dev.quantloop.app.cli.command.ImportCommand;
import dev.quantloop.app.cli.command.IterateCommand;
import dev.quantloop.app.cli.command.JudgeCommand;
import dev.quantloop.app.cli.command.KldCommand;
import dev.quantloop.app.cli.command.LedgerCommand;
import dev.quantloop.app.cli.command.LogCommand;
import dev.quantloop.app.cli.command.LogitsCommand;
import dev.quantloop.app.cli.command.LsCommand;
import dev.quantloop.app.cli.command.MineCommand;
import dev.quantloop.app.cli.command.MixCommand;
import dev.quantloop.app.cli.command.NativeCommand;
import dev.quantloop.app.cli.command.NewCommand;
import dev.quantloop.app.cli.command.NextCommand;
import dev.quantloop.app.cli.command.NoteCommand;
import dev.quantloop.app.cli.command.ParetoCommand;
import dev.quantloop.app.cli.command.PplCommand;
import dev.quantloop.app.cli.command.QuantizeCommand;
import dev.quantloop.app.cli.command.RankCommand;
import dev.quantloop.app.cli.command.RequestCommand;
import dev.quantloop.app.cli.command.RmCommand;
import dev.quantloop.app.cli.command.RunCommand;
import dev.quantloop.app.cli.command.ShootOutCommand;
import dev.quantloop.app.cli.command.ShowCommand;
import dev.quantloop.app.cli.command.SqlCommand;
import dev.quantloop.app.cli.command.StopCommand;
import dev.quantloop.app.cli.command.TagCommand;
import dev.quantloop.app.cli.command.TokensCommand;
import dev.quantloop.app.cli.command.TrialsCommand;
import dev.quantloop.app.cli.command.TuneCommand;
import dev.quantloop.app.cli.command.WatchCommand;
import dev.quantloop.app.cli.command.WorkerCommand;
import java.util.Collections;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The list of commands. A command line that starts with a command's name gets a parser for that
 * command alone, because building all of them costs a good part of the start-up time.
 */
public final class CommandCatalog {
  /** The headings of the root help, in their order. */
  public enum Group {
    EXPERIMENTS("Experiments"),
    RESULTS("Results"),
    STAGES("Single stages, with the flags of llama.cpp's tools"),
    SETUP("Setup"),
    HIDDEN("");

    private final String heading;

    Group(String heading) {
      this.heading = heading;
    }
  }

  /** A command by its name. */
  public record Entry(String name, Group group, Class<?> command) {}

  /** Every command there is, in the order of the root help. */
  public static final List<Entry> ENTRIES =
      List.of(
          new Entry("demo", Group.EXPERIMENTS, DemoCommand.class),
          new Entry("new", Group.EXPERIMENTS, NewCommand.class),
          new Entry("run", Group.EXPERIMENTS, RunCommand.class),
          new Entry("iterate", Group.EXPERIMENTS, IterateCommand.class),
          new Entry("watch", Group.EXPERIMENTS, WatchCommand.class),
          new Entry("stop", Group.EXPERIMENTS, StopCommand.class),
          new Entry("mix", Group.EXPERIMENTS, MixCommand.class),
          new Entry("judge", Group.EXPERIMENTS, JudgeCommand.class),
          new Entry("import", Group.EXPERIMENTS, ImportCommand.class),
          new Entry("shoot-out", Group.EXPERIMENTS, ShootOutCommand.class),
          new Entry("context", Group.EXPERIMENTS, ContextCommand.class),
          new Entry("mine", Group.EXPERIMENTS, MineCommand.class),
          new Entry("allocate", Group.EXPERIMENTS, AllocateCommand.class),
          new Entry("rm", Group.EXPERIMENTS, RmCommand.class),
          new Entry("ledger", Group.EXPERIMENTS, LedgerCommand.class),
          new Entry("worker", Group.HIDDEN, WorkerCommand.class),
          new Entry("request", Group.HIDDEN, RequestCommand.class),
          new Entry("ls", Group.RESULTS, LsCommand.class),
          new Entry("show", Group.RESULTS, ShowCommand.class),
          new Entry("rank", Group.RESULTS, RankCommand.class),
          new Entry("next", Group.RESULTS, NextCommand.class),
          new Entry("compare", Group.RESULTS, CompareCommand.class),
          new Entry("pareto", Group.RESULTS, ParetoCommand.class),
          new Entry("inspect", Group.RESULTS, InspectCommand.class),
          new Entry("log", Group.RESULTS, LogCommand.class),
          new Entry("note", Group.RESULTS, NoteCommand.class),
          new Entry("tag", Group.RESULTS, TagCommand.class),
          new Entry("sql", Group.RESULTS, SqlCommand.class),
          new Entry("db", Group.RESULTS, DbCommand.class),
          new Entry("export", Group.RESULTS, ExportCommand.class),
          new Entry("imatrix", Group.STAGES, ImatrixCommand.class),
          new Entry("quantize", Group.STAGES, QuantizeCommand.class),
          new Entry("kld", Group.STAGES, KldCommand.class),
          new Entry("logits", Group.STAGES, LogitsCommand.class),
          new Entry("ppl", Group.STAGES, PplCommand.class),
          new Entry("tokens", Group.STAGES, TokensCommand.class),
          new Entry("corpus", Group.STAGES, CorpusCommand.class),
          new Entry("native", Group.SETUP, NativeCommand.class),
          new Entry("doctor", Group.SETUP, DoctorCommand.class),
          new Entry("bench", Group.SETUP, BenchCommand.class),
          new Entry("tune", Group.SETUP, TuneCommand.class),
          new Entry("trials", Group.HIDDEN, TrialsCommand.class),
          new Entry("draw", Group.SETUP, DrawCommand.class),
          new Entry("completion", Group.SETUP, CompletionCommand.class));

  private static final List<String> HELP = List.of("-h", "--help");

  private CommandCatalog() {}

  /**
   * Adds the command that the first argument names, or all of them where it names none. The version
   * and the interface need none of them, and start the faster for it.
   */
  static void addTo(CommandLine root, List<String> arguments) {
    boolean namesNone = ENTRIES.stream().noneMatch(entry -> arguments.contains(entry.name()));
    if (namesNone && areOptions(arguments) && Collections.disjoint(arguments, HELP)) {
      return;
    }
    String name = arguments.get(0);
    List<Entry> chosen = ENTRIES.stream().filter(entry -> entry.name().equals(name)).toList();
    for (Entry entry : chosen.isEmpty() ? ENTRIES : chosen) {
      root.addSubcommand(entry.name(), entry.command());
    }
    root.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, help -> "");
    root.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, CommandCatalog::list);
  }

  /** Whether the first argument names a command that works with libllama at once. */
  static boolean namesStage(String... arguments) {
    return ENTRIES.stream()
        .filter(entry -> entry.group() == Group.STAGES)
        .anyMatch(entry -> arguments.length > 1 && entry.name().equals(arguments[0]));
  }

  /** Whether every argument is a flag or, by its place, the value of one. */
  private static boolean areOptions(List<String> arguments) {
    boolean option = false;
    for (String argument : arguments) {
      boolean value = option;
      option = argument.startsWith("-");
      if (!option && !value) {
        return false;
      }
    }
    return true;
  }

  private static String list(Help help) {
    StringBuilder text = new StringBuilder();
    for (Group group : Group.values()) {
      List<Entry> entries = ENTRIES.stream().filter(entry -> entry.group() == group).toList();
      if (group == Group.HIDDEN || entries.isEmpty()) {
        continue;
      }
      text.append("%n%s:%n".formatted(group.heading));
      for (Entry entry : entries) {
        Help command = help.allSubcommands().get(entry.name());
        String[] header = command.commandSpec().usageMessage().header();
        text.append("  %-12s %s%n".formatted(entry.name(), header.length == 0 ? "" : header[0]));
      }
    }
    return text.toString();
  }
}
