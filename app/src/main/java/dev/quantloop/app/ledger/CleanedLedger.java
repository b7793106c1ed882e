package dev.quantloop.app.ledger;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What was deleted from the ledger of an experiment, or would be.
 *
 * @param unknown files that no row knows
 * @param unused blocks that no iteration uses
 * @param bytes of both
 * @param leftAlone why nothing was touched
 */
public record CleanedLedger(
    String experiment,
    List<Path> unknown,
    List<Path> unused,
    long bytes,
    Optional<String> leftAlone) {
  public CleanedLedger {
    unknown = List.copyOf(unknown);
    unused = List.copyOf(unused);
  }
}
