package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UserException;
import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.history.MergeHistory;
import dev.quantloop.app.history.MergeHistory.Outcome;
import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.TrackerRemedy;
import dev.quantloop.tracker.dao.ReadOnlyHistory;
import dev.quantloop.tracker.record.MergedExperiment;
import dev.quantloop.tracker.record.MergedExperiment.Contents;
import dev.quantloop.tracker.record.RecordValues;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Merges databases. */
@Command(
    name = "merge",
    header = "Take the experiments of other databases into this one.",
    description = {
      "Experiments come with all that belongs to them. One that is here already, by its model, its"
          + " texts and when it was made, gains what it lacks: merging again adds nothing. One of"
          + " the same name that is another gets a number added. Each database comes as a whole or"
          + " not at all; the others stay as they are, and may be of earlier versions.",
      "Files are linked beside this database, or copied where they lie on another file system."
    },
    footer = {
      "  quantloop db merge box-b/quantloop.db box-c/quantloop.db",
      "  quantloop db merge --db all.db sweep/*/quantloop.db"
    })
final class DbMergeCommand extends ConsoleCommand {
  @Parameters(paramLabel = "FILE", arity = "1..*", description = "The other databases.")
  private List<Path> others;

  @Option(
      names = "--without-files",
      description =
          "Leave files where they are. Such experiments can be looked at, but not run further here.")
  private boolean withoutFiles;

  @Option(names = "--dry-run", description = "Only say what would come.")
  private boolean dryRun;

  @Mixin private DbOption history;
  @Mixin private JsonOption json;

  @Override
  public Integer call() throws IOException {
    List<Path> files =
        others.stream().map(other -> console.directories().path(other.toString())).toList();
    files.forEach(DbMergeCommand::requireReadable);
    if (dryRun && !history.exists()) {
      console.say("there is no database %s yet: all would come".formatted(history.path()));
      return ExitCode.OK;
    }
    List<Outcome> outcomes = new ArrayList<>();
    try (Tracker tracker = history.open()) {
      MergeHistory merge = new MergeHistory(tracker, console.clock(), !withoutFiles, dryRun);
      for (Path other : files) {
        Outcome outcome = merge.merge(other);
        outcomes.add(outcome);
        outcome.missing().forEach(console::warn);
        if (!json.wanted()) {
          print(outcome, console.out());
        }
      }
    }
    if (json.wanted()) {
      Json.print(console.out(), outcomes.stream().map(this::document).toList());
    }
    return ExitCode.OK;
  }

  /** All of them, before any is merged. */
  private static void requireReadable(Path other) {
    if (!Files.isRegularFile(other)) {
      throw new UserException("there is no database " + other);
    }
    try (ReadOnlyHistory readOnly = Tracker.openReadOnly(other)) {
      readOnly.requireKnownVersion();
    } catch (TrackerException e) {
      String remedy =
          e.remedy().filter(TrackerRemedy.UPDATE_PROGRAM::equals).isPresent()
              ? "update Quantloop"
              : "nothing was merged";
      throw new UserException(e.getMessage() + "; " + remedy, e);
    }
  }

  private Map<String, Object> document(Outcome outcome) {
    return Json.object(
        "database", outcome.database().toString(),
        "dry_run", dryRun,
        "experiments", outcome.experiments().stream().map(DbMergeCommand::document).toList(),
        "files", outcome.brought().stream().map(Path::toString).toList(),
        "missing", outcome.missing());
  }

  private static Map<String, Object> document(MergedExperiment one) {
    Map<String, Object> document = RecordValues.of(one);
    document.put("gained", RecordValues.of(one.gained()));
    return document;
  }

  private void print(Outcome outcome, PrintWriter out) {
    String would = dryRun ? " would come" : "";
    for (MergedExperiment one : outcome.experiments()) {
      String as = one.name().equals(one.theirName()) ? "" : " as %s".formatted(one.name());
      out.println(
          "%s: %s%s%s: %s%s"
              .formatted(
                  outcome.database(),
                  one.theirName(),
                  as,
                  one.isNew() ? " (new)" : "",
                  gained(one.gained()),
                  would));
    }
    out.println(
        "%s: %s, %s linked or copied%s"
            .formatted(
                outcome.database(),
                Numbers.amount(outcome.experiments().size(), "experiment"),
                Numbers.amount(outcome.brought().size(), "file"),
                dryRun ? "; nothing was changed" : ""));
  }

  private static String gained(Contents gained) {
    List<String> parts = new ArrayList<>();
    add(parts, gained.iterations(), "iteration");
    add(parts, gained.blocks(), "block");
    add(parts, gained.quants(), "quant");
    add(parts, gained.evaluations(), "evaluation");
    add(parts, gained.importedResults(), "imported result");
    add(parts, gained.runs(), "run");
    add(parts, gained.remarks(), "remark");
    if (gained.chunksPutAside() > 0) {
      parts.add(Numbers.amount(gained.chunksPutAside(), "chunk") + " put aside");
    }
    return parts.isEmpty() ? "nothing new" : String.join(", ", parts);
  }

  private static void add(List<String> parts, long count, String what) {
    if (count > 0) {
      parts.add(Numbers.amount(count, what));
    }
  }
}
