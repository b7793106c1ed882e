package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UserException;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.ledger.CleanLedger;
import dev.quantloop.app.ledger.CleanedLedger;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.RecordValues;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Cleans up ledgers. */
@Command(
    name = "gc",
    header = "Delete what a ledger no longer needs.",
    description =
        "Deletes files of blocks that the database does not know: what killed runs left behind, and"
            + " damaged blocks that were replaced. An experiment that is running is left alone.",
    footer = "  quantloop ledger gc --unused --dry-run")
final class LedgerGcCommand extends ExperimentsCommand {
  @Option(
      names = "--unused",
      description = "Also delete blocks that no iteration or replicate on record uses.")
  private boolean unused;

  @Option(names = "--dry-run", description = "Only say what would be deleted.")
  private boolean dryRun;

  @Override
  int call(Tracker tracker, List<Experiment> experiments) throws IOException {
    CleanLedger clean = new CleanLedger(tracker, unused, dryRun);
    List<CleanedLedger> cleaned = new ArrayList<>();
    for (Experiment experiment : experiments) {
      CleanedLedger one = clean.run(experiment);
      if (isOne() && one.leftAlone().isPresent()) {
        throw new UserException(one.leftAlone().get() + ": no block was deleted");
      }
      cleaned.add(one);
    }
    json.print(
        () -> cleaned.stream().map(LedgerGcCommand::document).toList(),
        out -> cleaned.forEach(one -> print(one, out)));
    return ExitCode.OK;
  }

  private static Map<String, Object> document(CleanedLedger cleaned) {
    Map<String, Object> document = RecordValues.of(cleaned);
    document.put("unknown", cleaned.unknown().stream().map(Path::toString).toList());
    document.put("unused", cleaned.unused().stream().map(Path::toString).toList());
    return document;
  }

  private void print(CleanedLedger cleaned, PrintWriter out) {
    cleaned.unknown().forEach(file -> out.println(file + ": not on record"));
    cleaned.unused().forEach(file -> out.println(file + ": used by no iteration"));
    int files = cleaned.unknown().size() + cleaned.unused().size();
    out.println(
        cleaned.experiment()
            + ": "
            + cleaned
                .leftAlone()
                .map(reason -> reason + ", so no block was deleted")
                .orElse(
                    "%s, %s%s freed"
                        .formatted(
                            Numbers.amount(files, "file"),
                            Numbers.bytes(cleaned.bytes()),
                            dryRun ? " would be" : "")));
  }
}
