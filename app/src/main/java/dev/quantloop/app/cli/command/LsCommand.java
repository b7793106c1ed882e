package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.format.TextTable;
import dev.quantloop.tracker.record.RecordValues;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.ExperimentSummary;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the experiments. */
@Command(
    name = "ls",
    header = "List the experiments.",
    description = "Lists the experiments, the newest first.",
    footer = "  quantloop ls")
public final class LsCommand extends ConsoleCommand {
  @Option(
      names = {"-a", "--all"},
      description = "Include archived experiments.")
  private boolean all;

  @Mixin private DbOption history;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    List<ExperimentSummary> experiments = list();
    if (experiments.isEmpty() && !json.wanted()) {
      String demo = DbOption.typed(console, history.path(), "demo");
      console.say("No experiments yet in " + history.path() + ". Start with:  " + demo);
    } else {
      json.print(
          () -> experiments.stream().map(RecordValues::of).toList(),
          out -> table(experiments).print(out));
    }
    return ExitCode.OK;
  }

  private List<ExperimentSummary> list() {
    if (!history.exists()) {
      return List.of();
    }
    try (Tracker tracker = history.openExisting()) {
      return tracker.experiments().list(all);
    }
  }

  private TextTable table(List<ExperimentSummary> experiments) {
    TextTable table =
        new TextTable("name", "model", "quants", ">iterations", "state", "last activity", "tags");
    for (ExperimentSummary experiment : experiments) {
      Duration age = Duration.between(experiment.touchedAt(), console.clock().instant());
      table.row(
          experiment.name(),
          experiment.model(),
          String.join(",", experiment.quantTypes()),
          experiment.iterations(),
          state(experiment),
          Numbers.duration(age.isNegative() ? Duration.ZERO : age) + " ago",
          String.join(" ", experiment.tags()));
    }
    return table;
  }

  private static String state(ExperimentSummary experiment) {
    String state = experiment.state();
    return experiment.archived() ? state + ", archived" : state;
  }
}
