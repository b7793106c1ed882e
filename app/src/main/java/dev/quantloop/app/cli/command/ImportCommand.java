package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.imports.ImportFiles;
import dev.quantloop.app.imports.ImportFiles.Outcome;
import dev.quantloop.app.imports.ImportedReport;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ImportedResult;
import dev.quantloop.tracker.service.Tracker;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes results of other programs into an experiment. */
@Command(
    name = "import",
    header = "Take results that other programs have written into an experiment.",
    description = {
      "Reads logs of llama-perplexity, llama-quantize and llama-imatrix, GGUF files, imatrices (GGUF"
          + " and .dat), results of the GGUF Tool Suite (kld_results.csv, ppl_results.csv) and tables"
          + " of quants as people publish them, as CSV, and says of each file what it took, or why"
          + " it left it.",
      "What is imported is marked as that. There are no results of tokens behind it, so it has no"
          + " intervals, and no verdict compares it with figures of this program: rank shows it in a"
          + " table of its own, and sqlite3 in the view imported.",
      "All is recorded, or nothing. A file of a directory that is not known, or cut short, is left;"
          + " one that is given by name ends the import."
    },
    footer = {
      "  quantloop import logs/ --name theirs --model model-f16.gguf",
      "  quantloop import kld-Q4_K_M.log table.csv --name mine --dry-run"
    })
public final class ImportCommand extends ConsoleCommand {
  @Parameters(
      paramLabel = "DIR|FILE",
      arity = "1..*",
      description = "Files, or directories that hold some.")
  private List<Path> files;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      required = true,
      description = "The experiment that keeps them; it is made where there is none.")
  private String name;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "The unquantized model that they are about, where it is at hand.")
  private Path model;

  @Option(names = "--dry-run", description = "Show what would be imported, and record nothing.")
  private boolean dryRun;

  @Mixin private DbOption history;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    try (Tracker tracker = history.open()) {
      ImportFiles imports = new ImportFiles(tracker);
      Optional<Experiment> there = tracker.experiments().find(name);
      List<Outcome> outcomes = imports.read(files, there);
      List<ImportedResult> results =
          outcomes.stream().flatMap(one -> one.results().stream()).toList();
      if (!dryRun) {
        imports.record(name, Optional.ofNullable(model), outcomes);
      }
      json.print(
          () ->
              Json.object(
                  "experiment",
                  name,
                  "recorded",
                  !dryRun,
                  "files",
                  outcomes.stream().map(Outcome::document).toList(),
                  "imported",
                  new ImportedReport(results).document()),
          out -> print(tracker, outcomes, results, out));
    }
    return ExitCode.OK;
  }

  private void print(
      Tracker tracker, List<Outcome> outcomes, List<ImportedResult> results, PrintWriter out) {
    outcomes.forEach(outcome -> out.println(outcome.line()));
    new ImportedReport(results).print(out);
    out.println(
        dryRun
            ? "nothing is recorded (--dry-run)"
            : "in the experiment %s; see it with: %s"
                .formatted(name, DbOption.typed(console, tracker.file(), "rank", name)));
  }
}
