package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.ledger.LedgerCheck;
import dev.quantloop.app.ledger.VerifyLedger;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.RecordValues;
import dev.quantloop.tracker.service.Tracker;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Verifies ledgers. */
@Command(
    name = "verify",
    header = "Check that nothing in a ledger is missing or damaged.",
    description =
        "Checks the size and SHA-256 of every block, its weights against the experiment's model,"
            + " and that every imatrix that is kept is the sum of its blocks (to one part in a"
            + " million). Prints a line for each problem; then the exit code is 1.",
    footer = {"  quantloop ledger verify mine", "  quantloop ledger verify mine --mend"})
final class LedgerVerifyCommand extends ExperimentsCommand {
  @Option(
      names = "--mend",
      description =
          "Write imatrices that are gone or damaged again, as the sums of their blocks: they come"
              + " out as they were, or stay a problem. Without it nothing is changed.")
  private boolean mend;

  @Override
  int call(Tracker tracker, List<Experiment> experiments) {
    List<LedgerCheck> checks =
        experiments.stream().map(one -> new VerifyLedger(tracker, one, mend).run()).toList();
    json.print(
        () -> checks.stream().map(LedgerVerifyCommand::document).toList(),
        out -> checks.forEach(check -> print(check, out)));
    boolean sound = checks.stream().allMatch(check -> check.problems().isEmpty());
    return sound ? ExitCode.OK : ExitCode.FAILURE;
  }

  private static Map<String, Object> document(LedgerCheck check) {
    Map<String, Object> document = RecordValues.of(check);
    document.put("mended", check.mended().stream().map(Path::toString).toList());
    return document;
  }

  private static void print(LedgerCheck check, PrintWriter out) {
    check.mended().forEach(file -> out.println(file + ": written again"));
    check.problems().forEach(out::println);
    out.println(
        "%s: %d of %s sound; %s equal to the sum of blocks%s%s"
            .formatted(
                check.experiment(),
                check.soundBlocks(),
                Numbers.amount(check.blocks(), "block")
                    + Numbers.verb(check.blocks(), " is", " are"),
                check.compared() + Numbers.verb(check.compared(), " imatrix is", " imatrices are"),
                check.compared() == 0
                    ? ""
                    : String.format(Locale.ROOT, " to %.0e", check.largestDifference()),
                check.notCompared() == 0
                    ? ""
                    : "; %d not compared: not kept, or without all of the blocks"
                        .formatted(check.notCompared())));
  }
}
