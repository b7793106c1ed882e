package dev.quantloop.app.ledger;

import dev.quantloop.app.experiment.DirectoryOwner;
import dev.quantloop.app.worker.ExperimentLock;
import dev.quantloop.tracker.record.BlockOrigin;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.LedgerBlock;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Deletes block files that no row knows and, where that is asked for, blocks that no iteration
 * uses. Leaves an experiment alone that is running, or whose files belong to another database.
 *
 * @param unused whether blocks go that no iteration uses
 * @param dryRun whether nothing is deleted at all
 */
public record CleanLedger(Tracker tracker, boolean unused, boolean dryRun) {
  public CleanedLedger run(Experiment experiment) throws IOException {
    Optional<String> foreign = new DirectoryOwner(tracker, experiment).objection();
    if (foreign.isPresent()) {
      return leftAlone(experiment, foreign.get());
    }
    ExperimentLedger ledger = ExperimentLedger.of(tracker, experiment);
    if (!Files.isDirectory(ledger.directory().ledger())) {
      return new CleanedLedger(experiment.name(), List.of(), List.of(), 0, Optional.empty());
    }
    try (ExperimentLock lock = ledger.lock().orElse(null)) {
      return lock == null
          ? leftAlone(experiment, experiment.name() + " is running")
          : clean(ExperimentLedger.of(tracker, experiment));
    }
  }

  private static CleanedLedger leftAlone(Experiment experiment, String reason) {
    return new CleanedLedger(experiment.name(), List.of(), List.of(), 0, Optional.of(reason));
  }

  private CleanedLedger clean(ExperimentLedger ledger) throws IOException {
    Set<Path> known =
        ledger.allBlocks().stream()
            .map(block -> block.file().getFileName())
            .collect(Collectors.toSet());
    List<Path> unknown =
        ledger.directory().ledgerFiles().stream()
            .filter(file -> !known.contains(file.getFileName()))
            .toList();
    long bytes = 0;
    for (Path file : unknown) {
      bytes += delete(file);
    }
    List<Path> unusedFiles = new ArrayList<>();
    for (LedgerBlock block : unused ? unusedBlocks(ledger) : List.<LedgerBlock>of()) {
      unusedFiles.add(block.file());
      if (!dryRun) {
        tracker.iterations().forget(block); // the row first: a file without one is found again
      }
      bytes += delete(block.file());
    }
    return new CleanedLedger(
        ledger.experiment().name(), unknown, unusedFiles, bytes, Optional.empty());
  }

  private static List<LedgerBlock> unusedBlocks(ExperimentLedger ledger) {
    return ledger.users().entrySet().stream()
        .filter(block -> block.getValue().isEmpty())
        .map(block -> block.getKey())
        .filter(block -> block.origin() != BlockOrigin.IMPORTED) // nobody can compute it again
        .toList();
  }

  /** Returns the bytes that it took. */
  private long delete(Path file) throws IOException {
    long bytes = Files.isRegularFile(file) ? Files.size(file) : 0;
    if (!dryRun) {
      Files.deleteIfExists(file);
    }
    return bytes;
  }
}
