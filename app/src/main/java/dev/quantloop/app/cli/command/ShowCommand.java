package dev.quantloop.app.cli.command;

import dev.quantloop.app.UsageException;
import dev.quantloop.app.UserException;
import dev.quantloop.app.chunktext.ReadChunkTexts;
import dev.quantloop.app.cli.option.ChunkOptions;
import dev.quantloop.app.cli.option.NativeOptions;
import dev.quantloop.app.cli.report.ChunkReport;
import dev.quantloop.app.cli.report.ExperimentReport;
import dev.quantloop.app.cli.report.IterationReport;
import dev.quantloop.app.cli.report.PredictionReport;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.imports.ImportedReport;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.ModelFile;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.RecordValues;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.ChunkScore;
import dev.quantloop.tracker.view.Distribution;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows an experiment or an iteration, with its provenance. */
@Command(
    name = "show",
    header = "Show an experiment or an iteration, with its provenance.",
    description =
        "Shows what an experiment consists of and where each part comes from. For an iteration, also"
            + " shows its files and its figures for each evaluation set, or the text of the"
            + " evaluation chunks on which one of its quants diverges most.",
    footer = {
      "  quantloop show mine",
      "  quantloop show mine:3",
      "  quantloop show mine:3 --quant Q2_K --worst 3"
    })
public final class ShowCommand extends TargetCommand {
  @Mixin private ChunkOptions chunks;
  @Mixin private NativeOptions llama;

  @Override
  void call(Tracker tracker, Experiment experiment, Optional<Iteration> iteration) {
    tracker.verdicts().judge(experiment.id());
    if (chunks.wanted()) {
      showChunks(tracker, experiment, iteration.orElseThrow(this::noIteration));
    } else if (iteration.isPresent()) {
      var report = IterationReport.of(tracker, experiment, List.of(iteration.get())).get(0);
      json.print(report::document, report::print);
    } else {
      show(tracker, experiment);
    }
  }

  private UsageException noIteration() {
    return new UsageException("say which iteration of " + target + ": " + target + ":NUMBER");
  }

  private void showChunks(Tracker tracker, Experiment experiment, Iteration iteration) {
    Quant quant = chunks.quant(target, tracker.iterations().quants(iteration.id()));
    Distribution distribution =
        tracker
            .evaluations()
            .distribution(quant.id())
            .orElseThrow(
                () ->
                    new UserException(
                        target + ", " + quant.quantType() + ", has not been evaluated yet"));
    List<ChunkScore> chosen = chunks.chosen(distribution);
    ChunkReport report =
        new ChunkReport(
            target + ", " + quant.quantType(),
            distribution,
            chosen,
            new ReadChunkTexts(tracker, experiment, llama::open).read(quant, chosen));
    json.print(report::document, report::print);
  }

  private void show(Tracker tracker, Experiment experiment) {
    ImportedReport imported = ImportedReport.of(tracker, experiment.id());
    if (ImportedReport.isAll(tracker, experiment.id())) {
      ModelFile model = tracker.experiments().model(experiment);
      Map<String, Object> document = RecordValues.of(experiment, "name", "created_at");
      document.put("model", model.isKnown() ? RecordValues.without(model, "id") : null);
      document.put("imported", imported.document());
      json.print(() -> document, imported::print);
      return;
    }
    ExperimentReport report = new ExperimentReport(tracker, experiment);
    List<IterationReport> iterations =
        IterationReport.of(tracker, experiment, tracker.iterations().list(experiment.id()));
    PredictionReport predictions =
        new PredictionReport(tracker.rankings().standing(experiment.id()).predictions());
    if (json.wanted()) {
      var document = report.document();
      document.put("iterations", iterations.stream().map(IterationReport::document).toList());
      document.put("predictions", predictions.document());
      document.put("imported", imported.document());
      Json.print(console.out(), document);
      return;
    }
    report.printSummary(console.out());
    console.out().println();
    IterationReport.table(iterations).print(console.out());
    console.out().println();
    predictions.print(console.out());
    imported.print(console.out());
    for (Run run : tracker.runs().list(experiment.id())) {
      console
          .out()
          .println(
              "run %-6s %s, %s%s"
                  .formatted(
                      run.id(),
                      run.startedAt(),
                      run.state().word(),
                      run.reason().map(reason -> ": " + reason).orElse("")));
    }
    report.printRemarks(console.out());
    report.printProvenance(console.out());
  }
}
