package dev.quantloop.app.loop;

import dev.quantloop.app.experiment.CommittedFile;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.NewImatrix;
import dev.quantloop.tracker.record.RecipePart;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Makes an iteration's imatrix: the sum of the ledger blocks that cover its recipe. */
final class ImatrixStage {
  private final LoopContext context;

  ImatrixStage(LoopContext context) {
    this.context = context;
  }

  /** Empty for an iteration without imatrix. */
  Optional<Imatrix> run(Iteration iteration, LoadedBaseline baseline, Candidates candidates) {
    if (iteration.recipe().isEmpty()) {
      return Optional.empty();
    }
    Optional<Imatrix> committed = context.tracker().iterations().imatrix(iteration.id());
    if (committed.filter(i -> CommittedFile.isThere(i.file(), i.bytes())).isPresent()) {
      return committed;
    }
    Stopwatch stopwatch = Stopwatch.start();
    List<Path> blocks = new LedgerStage(context).cover(iteration, baseline, candidates);
    ImatrixSums sums = sum(blocks);
    for (RecipePart part : iteration.recipe()) {
      sums.addDataset(context.pool().corpusOf(part).name());
    }
    Path file = context.directory().imatrix(iteration.number());
    ImatrixFile.writeGguf(file, sums);
    return Optional.of(record(iteration, sums, CommittedFile.of(file), stopwatch.seconds()));
  }

  /** In the order given: floating-point addition, so that a resumed run gets the same bits. */
  private ImatrixSums sum(List<Path> blocks) {
    ImatrixSums total = new ImatrixSums(context.settings().nCtx());
    for (Path block : blocks) {
      total.add(ImatrixFile.read(block));
    }
    return total;
  }

  private Imatrix record(
      Iteration iteration, ImatrixSums sums, CommittedFile file, double seconds) {
    return context
        .tracker()
        .iterations()
        .record(
            new NewImatrix(
                iteration.id(),
                file.path(),
                file.bytes(),
                file.sha256(),
                sums.entries().size(),
                Math.toIntExact(sums.chunkCount()),
                iteration.corpusTokens(),
                seconds,
                context.provenance()));
  }
}
