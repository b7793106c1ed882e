package dev.quantloop.app.ledger;

import static java.util.stream.Collectors.joining;

import dev.quantloop.app.UserException;
import dev.quantloop.app.experiment.DirectoryOwner;
import dev.quantloop.app.experiment.LedgerSums;
import dev.quantloop.app.experiment.RecordedFiles;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.worker.ExperimentLock;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.file.FileOwner;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.imatrix.ImatrixEntry;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.tracker.record.BlockOrigin;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.LedgerBlock;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Holds the files of a ledger against what was recorded of them, and every imatrix that is kept
 * against the sum of its blocks. Where that is asked for, imatrices that were lost are written
 * again; changes nothing else.
 */
public final class VerifyLedger {
  /** An imatrix holds floats, its blocks doubles. */
  public static final double TOLERANCE = 1e-6;

  private final Tracker tracker;
  private final Experiment experiment;
  private final ExperimentLedger ledger;
  private final RecordedFiles files = new RecordedFiles();
  private final List<LedgerBlock> sound = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private double largestDifference;
  private int compared;
  private int notCompared;
  private final List<Path> mended = new ArrayList<>();
  private boolean mend;

  /**
   * @param mend whether lost imatrices are written again
   */
  public VerifyLedger(Tracker tracker, Experiment experiment, boolean mend) {
    this.tracker = tracker;
    this.experiment = experiment;
    this.mend = mend;
    this.ledger = ExperimentLedger.of(tracker, experiment);
  }

  public LedgerCheck run() {
    DirectoryOwner owner = new DirectoryOwner(tracker, experiment);
    try {
      owner.requireUsable();
    } catch (UserException e) {
      problem(e.getMessage());
    }
    if (owner.objection().isEmpty()) {
      if (mend) {
        checkAndMend();
      } else {
        check();
      }
    }
    return new LedgerCheck(
        experiment.name(),
        ledger.allBlocks().size(),
        sound.size(),
        compared,
        notCompared,
        largestDifference,
        mended,
        problems);
  }

  private void checkAndMend() {
    try (ExperimentLock lock = ledger.lock().orElse(null)) {
      if (lock == null) {
        mend = false;
        problem("it is running, so nothing is written again: give --mend when it has ended");
      }
      check();
    }
  }

  private void check() {
    checkBlocks();
    ledger.iterations().forEach(this::checkImatrix);
  }

  private void checkBlocks() {
    Optional<GgufFile> model = model();
    for (Map.Entry<LedgerBlock, List<Iteration>> block : ledger.users().entrySet()) {
      Optional<String> flaw = flaw(block.getKey(), model);
      if (flaw.isEmpty()) {
        sound.add(block.getKey());
      } else {
        problem(flaw.get() + "; " + usedBy(block.getValue()));
      }
    }
  }

  /** Empty where it is gone, which a run says. */
  private Optional<GgufFile> model() {
    Path model = tracker.experiments().model(experiment).path();
    return Files.isRegularFile(model) ? Optional.of(GgufFile.read(model)) : Optional.empty();
  }

  private Optional<String> flaw(LedgerBlock block, Optional<GgufFile> model) {
    Optional<String> file = files.flaw(block.file(), block.bytes(), block.sha256());
    if (file.isPresent()) {
      return file.map(flaw -> flaw + ": " + remedy(block));
    }
    try {
      ImatrixSums sums = ImatrixFile.read(block.file());
      if (sums.chunkCount() != block.chunks() || sums.chunkSize() != experiment.settings().nCtx()) {
        throw new LlamaException(
            "%s holds %d chunks of %d tokens, not %d of %d as recorded"
                .formatted(
                    block.file(),
                    sums.chunkCount(),
                    sums.chunkSize(),
                    block.chunks(),
                    experiment.settings().nCtx()));
      }
      model.ifPresent(of -> sums.requireFit(of, block.file()));
      return Optional.empty();
    } catch (LlamaException e) {
      return Optional.of(
          block.origin() == BlockOrigin.IMPORTED
              ? e.getMessage() + ": " + remedy(block)
              : e.getMessage() + ": delete this file, so that the next run computes it again");
    }
  }

  private static String remedy(LedgerBlock block) {
    return block.origin() == BlockOrigin.IMPORTED
        ? "import it again (quantloop ledger import)"
        : "the next run that needs this block computes it again";
  }

  private static String usedBy(List<Iteration> iterations) {
    return iterations.isEmpty()
        ? "no iteration uses it"
        : "it is part of "
            + Numbers.plural(iterations.size(), "iteration")
            + iterations.stream().map(Iteration::name).collect(joining(", ", " ", ""));
  }

  /** Those of replicates are deleted when their figures are there. */
  private void checkImatrix(Iteration iteration) {
    Optional<Imatrix> recorded = tracker.iterations().imatrix(iteration.id());
    if (recorded.isEmpty()) {
      return;
    }
    Imatrix imatrix = recorded.get();
    List<LedgerSums.Part> parts = ledger.parts(iteration, sound);
    boolean complete = parts.stream().allMatch(part -> part.plan().missing().isEmpty());
    boolean discarded = iteration.isReplicate() && !Files.exists(imatrix.file());
    Optional<String> flaw =
        discarded
            ? Optional.empty()
            : files
                .flaw(imatrix.file(), imatrix.bytes(), imatrix.sha256())
                .flatMap(what -> mended(what, iteration, imatrix, complete ? parts : List.of()));
    flaw.ifPresent(this::problem);
    if (discarded || flaw.isPresent() || !complete) {
      notCompared++;
    } else {
      compare(iteration, imatrix, parts);
    }
  }

  /** What is still wrong with an imatrix that was lost. */
  private Optional<String> mended(
      String flaw, Iteration iteration, Imatrix imatrix, List<LedgerSums.Part> parts) {
    String lost = "%s; it is the imatrix of %s: ".formatted(flaw, iteration.inWords());
    if (parts.isEmpty()) {
      return Optional.of(lost + "put it back, as not all of its blocks are there");
    } else if (!mend) {
      return Optional.of(lost + "give --mend to write it again, as the sum of its blocks");
    }
    Path again = FileOwner.temporary(imatrix.file(), ".part");
    try {
      ImatrixFile.writeGguf(again, sums(parts));
      if (!files.has(again, imatrix.bytes(), imatrix.sha256())) {
        Files.delete(again);
        return Optional.of(
            lost + "put it back, as its blocks were computed again and now add up to another");
      }
      Files.move(again, imatrix.file(), StandardCopyOption.REPLACE_EXISTING);
      mended.add(imatrix.file());
      return Optional.empty();
    } catch (IOException | LlamaException e) {
      return Optional.of(lost + e.getMessage());
    }
  }

  private ImatrixSums sums(List<LedgerSums.Part> parts) {
    return new LedgerSums(ledger.directory(), experiment.settings()).of(parts);
  }

  private void compare(Iteration iteration, Imatrix imatrix, List<LedgerSums.Part> parts) {
    try {
      double difference = difference(ImatrixFile.read(imatrix.file()), sums(parts));
      largestDifference = Math.max(largestDifference, difference);
      if (difference <= TOLERANCE) {
        compared++;
        return;
      }
      problem(
          "%s, the imatrix of %s, is not the sum of its blocks: they differ by up to %.1e of a value"
              .formatted(imatrix.file(), iteration.inWords(), difference));
    } catch (LlamaException e) {
      problem(e.getMessage());
    }
    notCompared++;
  }

  /** The largest of any value, relative; 1 where a weight is in one alone. */
  static double difference(ImatrixSums a, ImatrixSums b) {
    if (!a.entries().keySet().equals(b.entries().keySet())) {
      return 1;
    }
    double largest = 0;
    for (Map.Entry<String, ImatrixEntry> entry : a.entries().entrySet()) {
      ImatrixEntry other = b.entries().get(entry.getKey());
      if (entry.getValue().sums().length != other.sums().length
          || entry.getValue().experts() != other.experts()
          || entry.getValue().plainSums().isPresent() != other.plainSums().isPresent()) {
        return 1;
      }
      largest = Math.max(largest, difference(entry.getValue().sums(), other.sums()));
      if (other.plain() != null) {
        largest = Math.max(largest, plainDifference(entry.getValue(), other));
      }
      for (int i = 0; i < other.counts().length; i++) {
        largest = Math.max(largest, difference(entry.getValue().counts()[i], other.counts()[i]));
      }
    }
    return largest;
  }

  private static double difference(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> difference(a[i], b[i])).max().orElse(0);
  }

  /**
   * In parts of what a sum of activations can be at most, √(count · Σa²): they may cancel each
   * other out, so that a sum itself is no measure of how exactly it can be known.
   */
  private static double plainDifference(ImatrixEntry a, ImatrixEntry b) {
    double largest = 0;
    for (int i = 0; i < b.plain().length; i++) {
      double most = Math.sqrt(b.counts()[i / b.columns()] * b.sums()[i]);
      double scale = Math.max(most, Math.abs(b.plain()[i]));
      double off = Math.abs(a.plain()[i] - b.plain()[i]);
      largest = Math.max(largest, off < Float.MIN_NORMAL ? 0 : off / scale);
    }
    return largest;
  }

  private static double difference(double a, double b) {
    double scale = Math.max(Math.abs(a), Math.abs(b));
    return scale < Float.MIN_NORMAL ? 0 : Math.abs(a - b) / scale;
  }

  private void problem(String line) {
    problems.add(experiment.name() + ": " + line);
  }
}
