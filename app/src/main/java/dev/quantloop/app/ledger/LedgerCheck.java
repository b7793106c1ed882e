package dev.quantloop.app.ledger;

import java.nio.file.Path;
import java.util.List;

/**
 * Whether the ledger of an experiment is as it was recorded.
 *
 * @param blocks on record
 * @param soundBlocks those whose files are as recorded
 * @param compared imatrices that equal the sums of their blocks
 * @param notCompared imatrices that could not be compared: they are not kept, as those of
 *     replicates, or lack blocks
 * @param largestDifference between an imatrix and its blocks, relative
 * @param mended imatrices that were lost and have been written again
 * @param problems a line each
 */
public record LedgerCheck(
    String experiment,
    int blocks,
    int soundBlocks,
    int compared,
    int notCompared,
    double largestDifference,
    List<Path> mended,
    List<String> problems) {
  public LedgerCheck {
    mended = List.copyOf(mended);
    problems = List.copyOf(problems);
  }
}
