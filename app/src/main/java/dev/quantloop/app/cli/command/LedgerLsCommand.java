package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.format.TextTable;
import dev.quantloop.app.ledger.LedgerUse;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.RecordValues;
import dev.quantloop.tracker.service.Tracker;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** Lists what ledgers hold. */
@Command(
    name = "ls",
    header = "List what has been calibrated, and how often it was used.",
    description =
        "Lists blocks, chunks, tokens and bytes by experiment and source, the iterations and"
            + " replicates that use them, the tokens of all imatrices made of them, and how many"
            + " of these there are for each token of the ledger (reuse). Shared tokens were taken"
            + " from the ledger of another experiment on the same model, instead of being computed"
            + " again.",
    footer = "  quantloop ledger ls mine --json")
final class LedgerLsCommand extends ExperimentsCommand {
  @Override
  int call(Tracker tracker, List<Experiment> experiments) {
    List<LedgerUse> uses =
        experiments.stream().flatMap(one -> LedgerUse.of(tracker, one).stream()).toList();
    json.print(
        () -> uses.stream().map(LedgerLsCommand::document).toList(), out -> table(uses).print(out));
    uses.stream()
        .filter(use -> use.notThere() > 0)
        .collect(Collectors.toMap(LedgerUse::experiment, LedgerUse::notThere, Math::max))
        .forEach((name, blocks) -> warnOf(tracker, name, blocks));
    return ExitCode.OK;
  }

  private void warnOf(Tracker tracker, String experiment, int blocks) {
    console.warn(
        "%s: %s gone or damaged; see: %s"
            .formatted(
                experiment,
                Numbers.amount(blocks, "block") + Numbers.verb(blocks, " is", " are"),
                DbOption.typed(console, tracker.file(), "ledger", "verify", experiment)));
  }

  private static Map<String, Object> document(LedgerUse use) {
    Map<String, Object> document = RecordValues.of(use);
    document.put("reuse", use.reuse());
    return document;
  }

  private static TextTable table(List<LedgerUse> uses) {
    TextTable table =
        new TextTable(
            "experiment",
            "source",
            ">blocks",
            ">chunks",
            ">tokens",
            ">shared",
            ">on disk",
            ">iterations",
            ">replicates",
            ">in imatrices",
            ">reuse");
    for (LedgerUse use : uses) {
      table.row(
          use.experiment(),
          use.source(),
          use.blocks(),
          use.chunks(),
          Numbers.count(use.tokens()),
          Numbers.count(use.shared()),
          Numbers.bytes(use.bytes()),
          use.iterations(),
          use.replicates(),
          Numbers.count(use.imatrixTokens()),
          Numbers.fixed(use.reuse(), 1) + " x");
    }
    return table;
  }
}
