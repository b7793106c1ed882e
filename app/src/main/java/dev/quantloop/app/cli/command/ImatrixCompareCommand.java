package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.app.cli.report.ImatrixComparisonReport;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares two imatrices. */
@Command(
    name = "compare",
    header = "Say how far two imatrices agree, and where they differ most.",
    description =
        "Compares mean squared activations, weight by weight: cosine similarity (1 where they are"
            + " the same but for a factor), distance relative to the first, Spearman's rank"
            + " correlation of the columns, and gain. The weights that differ most come first.",
    footer = "  quantloop imatrix compare mine.gguf theirs.gguf")
final class ImatrixCompareCommand extends ConsoleCommand {
  @Parameters(index = "0", paramLabel = "FILE", description = "The imatrix to compare with.")
  private Path first;

  @Parameters(index = "1", paramLabel = "FILE", description = "The imatrix that is compared.")
  private Path second;

  @Option(names = "--all", description = "List all weights (default: the 20 that differ most).")
  private boolean all;

  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    ImatrixComparisonReport report = ImatrixComparisonReport.of(first, second, all);
    json.print(report::document, report::print);
    return ExitCode.OK;
  }
}
