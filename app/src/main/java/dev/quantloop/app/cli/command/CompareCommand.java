package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UsageException;
import dev.quantloop.app.UserException;
import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.app.cli.option.Target;
import dev.quantloop.app.format.FigureText;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.JudgementText;
import dev.quantloop.app.format.TextTable;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.Comparison;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.service.Experiments;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.stats.FigureLists;
import dev.quantloop.tracker.view.ComparisonRow;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Sets two iterations side by side. */
@Command(
    name = "compare",
    header = "Compare two iterations, text by text.",
    description =
        "Compares two iterations of the same experiment or of two: each quant type that both have,"
            + " on all texts together and on each evaluation set that both have.",
    footer = {"  quantloop compare mine:0 mine:3", "  quantloop compare mine:3 other:2"})
public final class CompareCommand extends ConsoleCommand {
  @Parameters(index = "0", paramLabel = "A", description = "An iteration: NAME:NUMBER.")
  private String first;

  @Parameters(index = "1", paramLabel = "B", description = "The iteration to compare with it.")
  private String second;

  @Mixin private DbOption history;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    try (Tracker tracker = history.openExisting()) {
      Iteration one = iteration(tracker, first);
      Iteration other = iteration(tracker, second);
      tracker.verdicts().judge(one.experiment());
      tracker.verdicts().judge(other.experiment());
      List<ComparisonRow> rows = tracker.rankings().compare(one.id(), other.id());
      if (rows.isEmpty()) {
        throw new UserException(
            first + " and " + second + " have no evaluated quant type in common");
      }
      warn(tracker.experiments(), one.experiment(), other.experiment());
      json.print(() -> rows.stream().map(this::document).toList(), out -> table(rows).print(out));
    }
    return ExitCode.OK;
  }

  /** Says so where a difference of the figures need not come from the quants. */
  private void warn(Experiments experiments, ExperimentId one, ExperimentId other) {
    if (!experiments.get(one).model().equals(experiments.get(other).model())) {
      console.warn("%s and %s are of different models".formatted(first, second));
    }
    if (!texts(experiments, one).equals(texts(experiments, other))) {
      console.warn(
          "%s and %s were evaluated on different texts: their figures can't be compared"
              .formatted(first, second));
    }
  }

  private static Set<String> texts(Experiments experiments, ExperimentId experiment) {
    return experiments.evaluationSets(experiment).stream()
        .map(EvaluationSet::sha256)
        .collect(Collectors.toSet());
  }

  private static Iteration iteration(Tracker tracker, String text) {
    Target target = Target.parse(text);
    return target
        .iteration(tracker, target.experiment(tracker))
        .orElseThrow(
            () -> new UsageException("say which iteration of " + text + ": " + text + ":NUMBER"));
  }

  private TextTable table(List<ComparisonRow> rows) {
    List<String> headings =
        FigureLists.PAIR.stream()
            .flatMap(figure -> Stream.of(">" + figure.title() + " " + first, ">" + second))
            .toList();
    TextTable table = new TextTable("quant", "texts", headings, ">change", "verdict as files");
    for (ComparisonRow row : rows) {
      table.row(
          row.quantType(),
          row.evaluationSet().orElse("all"),
          FigureLists.PAIR.stream()
              .flatMap(f -> Stream.of(row.first(), row.second()).map(s -> FigureText.of(f, s)))
              .toList(),
          row.comparison()
              .map(held -> JudgementText.change(held.change(), held.reach()))
              .orElse(FigureText.change(row.change())),
          row.comparison().map(CompareCommand::verdict).orElse("not comparable"));
    }
    return table;
  }

  /** "worse", or why it can't be told. */
  private static String verdict(Comparison held) {
    return held.outcome().word() + held.reason().map(reason -> ": " + reason).orElse("");
  }

  private Object document(ComparisonRow row) {
    Map<String, Object> document = figures(row);
    row.comparison()
        .ifPresent(
            held -> {
              document.putAll(held.values());
              document.put("verdict", held.outcome().word());
              document.put("question", held.question().word());
            });
    return document;
  }

  private Map<String, Object> figures(ComparisonRow row) {
    return Json.object(
        "quant_type", row.quantType(),
        "evaluation_set", row.evaluationSet().orElse(null),
        "first", first,
        "second", second,
        "first_statistics", row.first().byKey(),
        "second_statistics", row.second().byKey(),
        "change", row.change());
  }
}
