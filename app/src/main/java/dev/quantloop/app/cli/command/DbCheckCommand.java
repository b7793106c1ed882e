package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.FailureMessage;
import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.history.CheckFiles;
import dev.quantloop.app.history.CheckFiles.Fault;
import dev.quantloop.tracker.dao.ReadOnlyHistory;
import dev.quantloop.tracker.record.RecordValues;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.ExperimentSummary;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks a database and the files on record. */
@Command(
    name = "check",
    header = "Check that the database is sound, and that its files are there.",
    description =
        "Has SQLite check every page and every reference, and looks whether the files on record are"
            + " there in their sizes: tokens, blocks of ledgers, imatrices, and quants that are kept."
            + " Changes nothing. Prints a line for each fault; then the exit code is 1.",
    footer = {"  quantloop db check", "  quantloop db check --deep"})
final class DbCheckCommand extends ConsoleCommand {
  private static final String RESTORE =
      "restore a backup, or save what is left with sqlite3 FILE .recover";

  @Option(names = "--deep", description = "Also read every file and compare its SHA-256.")
  private boolean deep;

  @Mixin private DbOption history;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    Path database = history.path();
    List<Fault> faults = faultsOfDatabase(database);
    int experiments = 0;
    int files = 0;
    if (faults.isEmpty()) {
      try (Tracker tracker = history.openExisting()) {
        CheckFiles check =
            new CheckFiles(tracker, deep, words -> DbOption.typed(console, tracker.file(), words));
        List<ExperimentSummary> all = tracker.experiments().list(true);
        all.forEach(one -> check.check(tracker.experiments().get(one.id())));
        experiments = all.size();
        files = check.files();
        faults = check.faults();
      }
    }
    print(database, experiments, files, faults);
    return faults.isEmpty() ? ExitCode.OK : ExitCode.FAILURE;
  }

  private static List<Fault> faultsOfDatabase(Path database) {
    try (ReadOnlyHistory readOnly = Tracker.openReadOnly(database)) {
      return readOnly.faults().stream()
          .map(line -> new Fault("", database + ": " + FailureMessage.oneLine(line), RESTORE))
          .toList();
    }
  }

  private void print(Path database, int experiments, int files, List<Fault> faults) {
    json.print(
        () ->
            Json.object(
                "database", database.toString(),
                "experiments", experiments,
                "files", files,
                "deep", deep,
                "faults", faults.stream().map(RecordValues::of).toList()),
        out -> {
          faults.forEach(fault -> print(out, fault));
          out.println(
              "%s: %s, %s on record%s; %s"
                  .formatted(
                      database,
                      Numbers.amount(experiments, "experiment"),
                      Numbers.amount(files, "file"),
                      deep ? ", read" : "",
                      faults.isEmpty() ? "sound" : Numbers.amount(faults.size(), "fault")));
        });
  }

  private static void print(PrintWriter out, Fault fault) {
    String experiment = fault.experiment().isEmpty() ? "" : fault.experiment() + ": ";
    out.println("%s%s; %s".formatted(experiment, fault.what(), fault.remedy()));
  }
}
