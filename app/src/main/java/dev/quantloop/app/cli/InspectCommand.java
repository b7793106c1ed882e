package dev.quantloop.app.cli;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UsageException;
import dev.quantloop.app.UserException;
import dev.quantloop.app.cli.command.ConsoleCommand;
import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.app.cli.option.NativeOptions;
import dev.quantloop.app.cli.report.ConvergenceReport;
import dev.quantloop.app.cli.report.ImatrixComparisonReport;
import dev.quantloop.app.cli.report.InspectReport;
import dev.quantloop.app.ledger.Convergence;
import dev.quantloop.app.stage.InspectedImatrix;
import dev.quantloop.app.tui.screen.inspect.InspectState;
import dev.quantloop.llama.imatrix.statistics.Statistic;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Opens the inspector on imatrix files, or prints what is in them. */
@Command(
    name = "inspect",
    header = "Look into an imatrix, see where two differ, or whether one has converged.",
    description =
        "Shows a map of all weights for any figure, a table, and what each weight's columns and"
            + " experts are worth. With two files, it shows how far they agree, and the figures of"
            + " both. Prints tables instead where output is not a terminal, with --statistics,"
            + " --csv or --json. With --experiment, prints from the ledger, without computing"
            + " anything anew, whether the imatrix still changes with more text.",
    footer = {
      "  quantloop inspect mine.gguf",
      "  quantloop inspect mine.gguf theirs.gguf",
      "  quantloop inspect mine.gguf --statistics total,entropy,cosine",
      "  quantloop inspect mine.gguf --csv > imatrix.csv",
      "  quantloop inspect --experiment mine"
    })
public final class InspectCommand extends ConsoleCommand {
  @Parameters(
      paramLabel = "FILE",
      arity = "0..2",
      description = "An imatrix, GGUF or legacy, or two: the second is held against the first.")
  private List<Path> files = List.of();

  @Option(
      names = "--experiment",
      paramLabel = "NAME",
      description = "Say whether the imatrix of this experiment's text has converged.")
  private String experiment;

  @Option(
      names = "--statistics",
      paramLabel = "NAME",
      split = ",",
      description = "Print these statistics, by their names in JSON; 'all' for all of them.")
  private List<String> statistics = List.of();

  @Option(
      names = "--csv",
      description = "Print all statistics of weights, experts and layers as CSV.")
  private boolean csv;

  @Option(names = "--ascii", description = "Draw with ASCII characters only.")
  private boolean ascii;

  @Mixin private DbOption db;
  @Mixin private NativeOptions llama;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    requireSense();
    if (experiment != null) {
      converged();
      return ExitCode.OK;
    }
    if (!prints()) {
      files.forEach(InspectCommand::requireFile);
      return new FullScreen(console, db.path(), llama::settings)
          .run(ascii, services -> InspectState.of(services, files));
    }
    if (files.size() == 2) {
      ImatrixComparisonReport report =
          ImatrixComparisonReport.of(files.get(0), files.get(1), false);
      json.print(report::document, report::print);
    } else {
      print();
    }
    return ExitCode.OK;
  }

  private boolean prints() {
    return csv
        || json.wanted()
        || !statistics.isEmpty()
        || !console.terminal().inputIsTerminal()
        || !console.terminal().outputIsTerminal();
  }

  private void requireSense() {
    if (experiment == null && (files.isEmpty() || files.size() > 2)) {
      throw new UsageException("give an imatrix FILE, two of them, or --experiment NAME");
    }
    if (experiment != null && !files.isEmpty()) {
      throw new UsageException("give either files or --experiment");
    }
    if (files.size() != 1) {
      requireEffect("without a single FILE", "--csv", "--statistics");
    }
    if (csv && json.wanted()) {
      throw new UsageException("give either --csv or --json");
    }
    if (csv || json.wanted()) {
      requireEffect("with --csv or --json, which print all of them", "--statistics");
    }
  }

  private static void requireFile(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new UserException(path + (Files.exists(path) ? " is not a file" : " does not exist"));
    }
  }

  private void converged() {
    try (Tracker tracker = db.openExisting()) {
      ConvergenceReport report =
          new ConvergenceReport(Convergence.of(tracker, tracker.experiments().get(experiment)));
      json.print(report::document, report::print);
    }
  }

  private void print() {
    List<Statistic> wanted = statistics.stream().flatMap(InspectCommand::named).distinct().toList();
    InspectReport report = new InspectReport(InspectedImatrix.read(files.get(0)), wanted);
    if (csv) {
      report.printCsv(console.out());
    } else {
      json.print(report::document, report::print);
    }
  }

  private static Stream<Statistic> named(String name) {
    List<Statistic> named =
        Arrays.stream(Statistic.values())
            .filter(statistic -> name.equals("all") || statistic.key().equals(name))
            .toList();
    if (named.isEmpty()) {
      List<String> keys = Arrays.stream(Statistic.values()).map(Statistic::key).toList();
      throw new UsageException(
          "there is no statistic '%s'; there are %s, and all"
              .formatted(name, String.join(", ", keys)));
    }
    return named.stream();
  }
}
