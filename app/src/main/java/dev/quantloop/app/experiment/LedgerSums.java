package dev.quantloop.app.experiment;

import dev.quantloop.app.experiment.LedgerPlan.ChunkRange;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.ExperimentSettings;
import java.nio.file.Path;
import java.util.List;

/**
 * Adds up the ledger blocks that cover a recipe.
 *
 * @param squaresOnly passes over sums of plain activations, which blocks of other experiments may
 *     have
 */
public record LedgerSums(ExperimentDirectory directory, int contextSize, boolean squaresOnly) {
  /**
   * Tokens are counted whole, so a text of weight 1 counts so many times where another weight is
   * not whole. Only the ratio of the weights matters.
   */
  private static final int UNITS_OF_WEIGHT = 1 << 14;

  /** With the settings of an experiment. */
  public LedgerSums(ExperimentDirectory directory, ExperimentSettings settings) {
    this(directory, settings.nCtx(), settings.squaresOnly());
  }

  /** A part of a recipe, and the blocks that cover it. */
  public record Part(Corpus corpus, LedgerPlan plan, double weight) {}

  /** In the order of the recipe: floating-point addition, so that a resumed run gets the same. */
  public ImatrixSums of(List<Part> parts) {
    ImatrixSums total = new ImatrixSums(contextSize);
    long unit = parts.stream().allMatch(part -> part.weight() % 1 == 0) ? 1 : UNITS_OF_WEIGHT;
    for (Part part : parts) {
      long times = Math.max(1, Math.round(part.weight() * unit));
      for (ChunkRange block : part.plan().cover()) {
        Path file = directory.ledgerBlock(part.corpus().name(), block);
        total.add(ImatrixFile.read(file), times);
      }
    }
    if (squaresOnly) {
      total.dropPlainSums();
    }
    parts.stream().map(part -> part.corpus().name()).distinct().forEach(total::addDataset);
    return total;
  }
}
