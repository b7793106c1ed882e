package dev.quantloop.app.publish;

import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.view.RankingRow;
import java.util.Optional;

/**
 * An imatrix or a quant in a folder that is published.
 *
 * @param name in the folder
 * @param what "imatrix" or the quant type
 * @param imatrix that it is, or that it was made with; empty for a quant without one
 * @param evaluated what it was found to be; empty for an imatrix, and for a quant whose bytes were
 *     never evaluated
 */
record PublishedFile(
    String name,
    String what,
    long bytes,
    String sha256,
    Optional<Imatrix> imatrix,
    Optional<RankingRow> evaluated) {
  static final String IMATRIX = "imatrix";

  boolean isQuant() {
    return !what.equals(IMATRIX);
  }
}
