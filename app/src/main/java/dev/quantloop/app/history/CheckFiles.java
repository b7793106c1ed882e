package dev.quantloop.app.history;

import dev.quantloop.app.experiment.RecordedFiles;
import dev.quantloop.tracker.record.BlockOrigin;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.IterationKind;
import dev.quantloop.tracker.record.LedgerBlock;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Holds the files on record against what was recorded of them. Changes nothing. For one use. */
public final class CheckFiles {
  private final Tracker tracker;
  private final boolean deep;
  private final Function<String[], String> typed;
  private final RecordedFiles recorded = new RecordedFiles();
  private final List<Fault> faults = new ArrayList<>();
  private int files;

  /**
   * Something that is wrong.
   *
   * @param experiment whose file it is; "" where it is the database
   * @param remedy what to do about it
   */
  public record Fault(String experiment, String what, String remedy) {}

  /**
   * @param deep whether files are read for their SHA-256; else their sizes have to do
   * @param typed the words of a command on this database, as a person would type it
   */
  public CheckFiles(Tracker tracker, boolean deep, Function<String[], String> typed) {
    this.tracker = tracker;
    this.deep = deep;
    this.typed = typed;
  }

  /** Looks at all that an experiment has kept. */
  public void check(Experiment experiment) {
    for (Corpus corpus : tracker.experiments().corpora(experiment.id())) {
      checkTokens(experiment, corpus);
      for (LedgerBlock block : tracker.iterations().blocks(corpus.id())) {
        flaw(block.file(), block.bytes(), block.sha256())
            .ifPresent(flaw -> fault(experiment, flaw, remedy(block)));
      }
    }
    for (Iteration iteration : tracker.iterations().list(experiment.id())) {
      checkIteration(experiment, iteration);
    }
  }

  private void checkTokens(Experiment experiment, Corpus corpus) {
    if (!corpus.isImported()) {
      flaw(corpus.file(), corpus.tokens() * Integer.BYTES, corpus.sha256())
          .ifPresent(
              flaw ->
                  fault(
                      experiment,
                      flaw,
                      "put it back from a copy, or make the experiment anew with: "
                          + typed("new")));
    }
  }

  private String typed(String... words) {
    return typed.apply(words);
  }

  private String remedy(LedgerBlock block) {
    return block.origin() == BlockOrigin.IMPORTED
        ? "import it again with: " + typed("ledger", "import")
        : "the next run that needs this block computes it again";
  }

  /** Of replicates only the figures are kept. */
  private void checkIteration(Experiment experiment, Iteration iteration) {
    tracker
        .iterations()
        .imatrix(iteration.id())
        .flatMap(imatrix -> flaw(imatrix.file(), imatrix.bytes(), imatrix.sha256()))
        .ifPresent(
            flaw ->
                fault(
                    experiment,
                    flaw,
                    "written again by: " + typed("ledger", "verify", experiment.name(), "--mend")));
    for (Quant quant : tracker.iterations().quants(iteration.id())) {
      if (quant.fileRemovedAt().isEmpty()) {
        flaw(quant.file(), quant.bytes(), quant.sha256())
            .filter(flaw -> isStillWanted(quant))
            .ifPresent(
                flaw ->
                    fault(
                        experiment,
                        flaw,
                        iteration.kind() == IterationKind.JUDGED
                            ? "put it back; its figures are kept"
                            : "quantize again with its imatrix; its figures are kept"));
      }
    }
  }

  /** A run that is at work deletes what it no longer needs. */
  private boolean isStillWanted(Quant quant) {
    return tracker.iterations().quant(quant.id()).fileRemovedAt().isEmpty();
  }

  private Optional<String> flaw(Path file, long bytes, String sha256) {
    files++;
    return deep ? recorded.flaw(file, bytes, sha256) : RecordedFiles.flaw(file, bytes);
  }

  private void fault(Experiment experiment, String what, String remedy) {
    faults.add(new Fault(experiment.name(), what, remedy));
  }

  /** How many files were looked at. */
  public int files() {
    return files;
  }

  public List<Fault> faults() {
    return List.copyOf(faults);
  }
}
