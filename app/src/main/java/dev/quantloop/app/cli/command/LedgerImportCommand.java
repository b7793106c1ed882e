package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.ledger.ImportImatrix;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.NextnLayers;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.LedgerBlock;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes an imatrix into a ledger. */
@Command(
    name = "import",
    header = "Take an imatrix that somebody has computed into a ledger.",
    description =
        "Reads an imatrix file (GGUF or .dat) of the experiment's model and keeps its sums as a block,"
            + " so that iterations by hand can use it, alone or with text: see 'iterate --imported'."
            + " The file has to cover the weights of the model, and no others. A .dat file is taken"
            + " to be of chunks as long as the experiment's context.",
    footer = {
      "  quantloop ledger import theirs.gguf --experiment mine",
      "  quantloop iterate mine --imported theirs"
    })
final class LedgerImportCommand extends ConsoleCommand {
  @Parameters(paramLabel = "FILE", description = "The imatrix.")
  private Path file;

  @Option(
      names = "--experiment",
      paramLabel = "NAME",
      required = true,
      description = "The experiment whose ledger takes it.")
  private String experiment;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "What iterations call it (default: the name of the file).")
  private String name;

  @Mixin private DbOption history;

  @Override
  public Integer call() {
    try (Tracker tracker = history.openExisting()) {
      Experiment into = tracker.experiments().get(experiment);
      String called = Optional.ofNullable(name).orElseGet(() -> ImportImatrix.nameOf(file));
      LedgerBlock block = new ImportImatrix(tracker, into).run(file, called);
      warnOfContext(into.settings().nCtx());
      warnOfPrior();
      warnOfNextn(into, GgufFile.read(tracker.experiments().model(into).path()));
      console
          .out()
          .println(
              "%s: %s of an imatrix; use it with: %s"
                  .formatted(
                      called,
                      Numbers.tokens(block.tokens()),
                      DbOption.typed(
                          console, tracker.file(), "iterate", into.name(), "--imported", called)));
    }
    return ExitCode.OK;
  }

  private void warnOfPrior() {
    long prior = ImatrixFile.read(file).neutralPrior();
    if (prior > 0) {
      console.warn(
          "%s holds a neutral prior of %s, which the ledger leaves out"
              .formatted(file, Numbers.amount(prior, "token")));
    }
  }

  private void warnOfNextn(Experiment into, GgufFile model) {
    NextnLayers nextn = NextnLayers.of(model);
    if (!into.settings().nextn()
        && !nextn.isEmpty()
        && ImatrixFile.read(file).entries().keySet().stream().anyMatch(nextn::contains)) {
      console.warn(
          "%s holds sums of layers that predict further tokens, which %s does not calibrate: the ledger leaves them out"
              .formatted(file, into.name()));
    }
  }

  private void warnOfContext(int contextSize) {
    long chunkSize = ImatrixFile.chunkSize(file).orElse(contextSize);
    if (chunkSize != contextSize) {
      console.warn(
          "%s is of chunks of %d tokens, the experiment's have %d: activations differ with the context"
              .formatted(file, chunkSize, contextSize));
    }
  }
}
