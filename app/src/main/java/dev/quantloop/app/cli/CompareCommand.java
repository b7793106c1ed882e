package dev.quantloop.app.cli;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UsageException;
import dev.quantloop.app.UserException;
import dev.quantloop.app.console.Console;
import dev.quantloop.app.console.Figures;
import dev.quantloop.app.console.Json;
import dev.quantloop.app.console.Table;
import dev.quantloop.tracker.ComparisonRow;
import dev.quantloop.tracker.Iteration;
import dev.quantloop.tracker.Tracker;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Sets two iterations side by side. */
@Command(
    name = "compare",
    header = "Compare two iterations, set by set.",
    description =
        "Sets two iterations side by side, of one experiment or of two: for each quant type that"
            + " both have, on all texts together and on each evaluation set that both have.",
    footer = {
      "",
      "Examples:",
      "  quantloop compare mine:0 mine:3",
      "  quantloop compare mine:3 other:2"
    })
final class CompareCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(index = "0", paramLabel = "A", description = "An iteration: NAME:NUMBER.")
  private String first;

  @Parameters(index = "1", paramLabel = "B", description = "Another, to be compared with it.")
  private String second;

  @Mixin private HistoryOption history;
  @Mixin private JsonOption json;
  @Mixin private HelpOption help;

  CompareCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (Tracker tracker = history.openExisting()) {
      List<ComparisonRow> rows =
          tracker
              .rankings()
              .compare(iteration(tracker, first).id(), iteration(tracker, second).id());
      if (rows.isEmpty()) {
        throw new UserException(
            first + " and " + second + " have no evaluated quant type in common");
      }
      if (json.wanted()) {
        Json.print(console.out(), rows.stream().map(this::document).toList());
      } else {
        table(rows).print(console.out());
      }
    }
    return ExitCode.OK;
  }

  private static Iteration iteration(Tracker tracker, String text) {
    Target target = Target.parse(text);
    return target
        .iteration(tracker, target.experiment(tracker))
        .orElseThrow(
            () -> new UsageException("say which iteration of " + text + ": " + text + ":NUMBER"));
  }

  private Table table(List<ComparisonRow> rows) {
    Table table =
        new Table(
            "quant",
            "texts",
            ">median " + first,
            ">" + second,
            ">KLD 99% " + first,
            ">" + second,
            ">composite " + first,
            ">" + second,
            ">change");
    for (ComparisonRow row : rows) {
      table.row(
          row.quantType(),
          row.evaluationSet().orElse("all"),
          Figures.score(row.first().median()),
          Figures.score(row.second().median()),
          Figures.score(row.first().kld99()),
          Figures.score(row.second().kld99()),
          Figures.score(row.first().composite()),
          Figures.score(row.second().composite()),
          row.change().isPresent() ? Figures.change(row.change().getAsDouble(), 1) : "");
    }
    return table;
  }

  private Object document(ComparisonRow row) {
    return Json.object(
        "quant_type", row.quantType(),
        "evaluation_set", row.evaluationSet().orElse(null),
        "first", first,
        "second", second,
        "first_statistics", StatisticsDocument.of(row.first()),
        "second_statistics", StatisticsDocument.of(row.second()),
        "change", row.change().isPresent() ? row.change().getAsDouble() : null);
  }
}
