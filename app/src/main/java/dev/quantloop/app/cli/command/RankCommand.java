package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UserException;
import dev.quantloop.app.allocate.AllocationStanding;
import dev.quantloop.app.cli.option.ColumnsOption;
import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.app.cli.option.QuantTypeName;
import dev.quantloop.app.cli.report.AllocationReport;
import dev.quantloop.app.cli.report.FileRankingReport;
import dev.quantloop.app.cli.report.RankingReport;
import dev.quantloop.app.cli.report.ShootOutReport;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.imports.ImportedReport;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Reference;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.stats.FigureLists;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints the ranking. */
@Command(
    name = "rank",
    header = "Rank an experiment's iterations.",
    description = {
      "Ranks the iterations within each quant type by the composite score of the KL divergence"
          + " from the unquantized model; lower is better. The change is relative to the planned"
          + " iteration before, or to another reference, with half its 95 %% interval; where the"
          + " interval holds 0 there is no detectable difference.",
      "As a file, a quant is compared on other documents that might have been evaluated on. As a"
          + " recipe, also on other calibration texts that might have been drawn: that takes"
          + " replicates.",
      "composite = median^(1/3) * (KLD 99%% + 4 KLD 95%% + 5 KLD 90%%)^(2/3), in nats"
    },
    footer = {"  quantloop rank mine --quant Q2_K", "  quantloop rank mine --columns published"})
public final class RankCommand extends ExperimentCommand {
  @Option(
      names = "--quant",
      paramLabel = "TYPE",
      converter = QuantTypeName.class,
      description = "Only this quant type.")
  private QuantType quant;

  @Option(
      names = "--reference",
      paramLabel = "previous|best|baseline|N",
      description =
          "From now on hold each quant against the planned iteration before it, the best of its type,"
              + " the one without imatrix, or iteration N.")
  private String reference;

  @Mixin private ColumnsOption columns;
  @Mixin private JsonOption json;

  @Override
  int call(Tracker tracker, Experiment experiment) {
    ImportedReport imported = ImportedReport.of(tracker, experiment.id());
    if (ImportedReport.isAll(tracker, experiment.id())) {
      json.print(() -> Json.object("imported", imported.document()), imported::print);
      return ExitCode.OK;
    }
    if (experiment.judges() && quant == null && !given("--columns")) {
      FileRankingReport files = FileRankingReport.of(tracker, List.of(experiment));
      print(imported, files::document, files::print);
      return ExitCode.OK;
    }
    if (tracker.iterations().isShootOut(experiment.id())
        && quant == null
        && reference == null
        && !given("--columns")) {
      ShootOutReport report = ShootOutReport.of(tracker, experiment);
      print(imported, report::document, report::print);
      return ExitCode.OK;
    }
    Experiment ranked = reference == null ? experiment : heldAgainst(tracker, experiment);
    tracker.verdicts().judge(ranked.id());
    RankingReport ranking =
        new RankingReport(tracker, ranked).showing(columns.of(FigureLists.RANKING));
    if (quant != null) {
      ranking.ofType(quant.name());
    }
    if (ranking.isEmpty() && !json.wanted()) {
      throw new UserException(
          quant == null
              ? "nothing is evaluated yet; start with: "
                  + DbOption.typed(console, tracker.file(), "run", experiment.name())
              : experiment.name() + " has no evaluated quant of type " + quant);
    }
    List<AllocationStanding> steps = AllocationStanding.steps(tracker, experiment);
    print(
        imported,
        () -> {
          Map<String, Object> document = ranking.document();
          document.put("recipes", AllocationReport.brief(steps));
          return document;
        },
        out -> {
          ranking.print(out);
          steps.stream().flatMap(step -> step.findings().stream()).forEach(out::println);
        });
    return ExitCode.OK;
  }

  /** What was imported stands apart: nothing was compared with it. */
  private void print(
      ImportedReport imported, Supplier<Map<String, Object>> document, Consumer<PrintWriter> text) {
    json.print(
        () -> {
          Map<String, Object> all = document.get();
          if (!imported.isEmpty()) {
            all.put("imported", imported.document());
          }
          return all;
        },
        text.andThen(imported::print));
  }

  private Experiment heldAgainst(Tracker tracker, Experiment experiment) {
    String chosen = Setting.REFERENCE.parse(reference);
    boolean known =
        Reference.WORDS.contains(chosen)
            || tracker.rankings().ranking(experiment.id()).stream()
                .anyMatch(row -> chosen.equals(Integer.toString(row.iteration())));
    if (!known) {
      throw new UserException(
          "iteration %s of %s has no figures to hold others against (--reference)"
              .formatted(chosen, experiment.name()));
    }
    return tracker
        .experiments()
        .update(
            experiment.id(),
            SettingValues.of(experiment.settings()).with(Setting.REFERENCE, chosen).recorded());
  }
}
