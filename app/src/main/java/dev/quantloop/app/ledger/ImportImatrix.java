package dev.quantloop.app.ledger;

import dev.quantloop.app.ProgramVersion;
import dev.quantloop.app.UserException;
import dev.quantloop.app.experiment.CommittedFile;
import dev.quantloop.app.experiment.DirectoryOwner;
import dev.quantloop.app.experiment.ExperimentDirectory;
import dev.quantloop.app.experiment.ExperimentName;
import dev.quantloop.app.experiment.LedgerPlan.ChunkRange;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.source.Sha256;
import dev.quantloop.app.worker.ExperimentLock;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.NextnLayers;
import dev.quantloop.llama.imatrix.ImatrixCoverage;
import dev.quantloop.llama.imatrix.ImatrixEntry;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.tracker.record.BlockOrigin;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.LedgerBlock;
import dev.quantloop.tracker.record.NewCorpus;
import dev.quantloop.tracker.record.NewSource;
import dev.quantloop.tracker.record.Provenance;
import dev.quantloop.tracker.record.Source;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes an imatrix into the ledger of an experiment: as a corpus without text whose one block it
 * is. The same file under the same name takes the place of a block that was lost.
 */
public record ImportImatrix(Tracker tracker, Experiment experiment) {
  /** What an imatrix is called by its file: without an ending. */
  public static String nameOf(Path file) {
    return String.valueOf(file.getFileName()).replaceFirst("\\.(gguf|dat|imatrix)$", "");
  }

  /**
   * @throws UserException or LlamaException when it is no imatrix of the model, the name is taken,
   *     or the experiment is running
   */
  public LedgerBlock run(Path file, String name) {
    if (experiment.judges()) {
      throw new UserException(experiment.name() + " has no corpus that grows, and so no ledger");
    } else if (!ExperimentName.isValid(name)) {
      throw new UserException(
          "'%s' can't be the name of an imatrix: %s; give another with --name"
              .formatted(name, ExperimentName.RULE));
    }
    new DirectoryOwner(tracker, experiment).requireUsable();
    try (ExperimentLock lock = ExperimentLedger.of(tracker, experiment).lock().orElse(null)) {
      if (lock == null) {
        throw new UserException(experiment.name() + " is running: import this when it has ended");
      }
      return imported(file, name);
    }
  }

  private LedgerBlock imported(Path file, String name) {
    GgufFile model = GgufFile.read(tracker.experiments().model(experiment).path());
    ImatrixSums sums = fitted(ImatrixFile.read(file, settings().nCtx()).ofText(), model);
    requireFit(sums, model, file);
    String sha256 = Sha256.of(file);
    requireFree(name, sha256);
    return record(file, name, sha256, sums);
  }

  /**
   * Without the entries whose sums other weights of the model have taken over, and without the
   * layers that predict further tokens where the experiment does not calibrate them.
   */
  private ImatrixSums fitted(ImatrixSums sums, GgufFile model) {
    Set<String> kept = new HashSet<>(model.modelTensors().keySet());
    kept.addAll(ImatrixCoverage.of(model, sums).foreign());
    if (!settings().nextn()) {
      kept.removeIf(NextnLayers.of(model)::contains);
    }
    return sums.completedFor(model).retaining(kept::contains);
  }

  private ExperimentSettings settings() {
    return experiment.settings();
  }

  private void requireFree(String name, String sha256) {
    for (Corpus corpus : tracker.experiments().corpora(experiment.id())) {
      if (corpus.name().equals(name) && !isOf(corpus, sha256)) {
        throw new UserException(
            "%s has another source or imatrix %s; give this one another name with --name"
                .formatted(experiment.name(), name));
      }
    }
  }

  private boolean isOf(Corpus corpus, String sha256) {
    return tracker.experiments().sourcesAndImatrices(experiment.id()).stream()
        .filter(source -> source.id().equals(corpus.source()))
        .anyMatch(source -> source.isImported() && source.sha256().equals(sha256));
  }

  /**
   * As llama.cpp sums an imatrix, a dense weight has seen every token; in layers that predict
   * further tokens, every one but the first of a chunk.
   */
  private void requireFit(ImatrixSums sums, GgufFile model, Path file) {
    sums.requireFit(model, file);
    Set<String> tensors = model.modelTensors().keySet();
    sums.entries().keySet().stream()
        .filter(weight -> !tensors.contains(weight))
        .findFirst()
        .ifPresent(
            weight -> refuse(file, "it has sums of %s, which %s has not", weight, model.path()));
    Set<String> covered = ImatrixCoverage.of(model, sums).covered();
    NextnLayers nextn = NextnLayers.of(model);
    List<String> missing =
        expected(model).covered().stream()
            .filter(weight -> !covered.contains(weight))
            .filter(weight -> settings().nextn() || !nextn.contains(weight))
            .toList();
    if (!missing.isEmpty()) {
      refuse(
          file,
          "it has no sums of %s of the model, such as %s",
          Numbers.amount(missing.size(), "weight"),
          missing.get(0));
    }
    long tokens = tokens(sums);
    for (Map.Entry<String, ImatrixEntry> entry : sums.entries().entrySet()) {
      if (entry.getValue().experts() == 1
          && entry.getValue().maxCount() != tokens
          && !nextn.contains(entry.getKey())) {
        refuse(
            file,
            "%s has seen %s tokens, other weights %s",
            entry.getKey(),
            entry.getValue().maxCount(),
            tokens);
      }
    }
  }

  /** What the experiment's own blocks cover, where there are any. */
  private ImatrixCoverage expected(GgufFile model) {
    return ExperimentLedger.of(tracker, experiment).allBlocks().stream()
        .filter(block -> CommittedFile.isThere(block.file(), block.bytes()))
        .findFirst()
        .map(block -> ImatrixCoverage.of(model, ImatrixFile.read(block.file())))
        .orElseGet(() -> ImatrixCoverage.ofAny(model, settings().nextn()));
  }

  private static void refuse(Path file, String reason, Object... details) {
    throw new UserException(
        "%s is not a whole imatrix of the model: %s".formatted(file, reason.formatted(details)));
  }

  private static long tokens(ImatrixSums sums) {
    return sums.entries().values().stream().mapToLong(ImatrixEntry::maxCount).max().orElse(0);
  }

  private LedgerBlock record(Path file, String name, String sha256, ImatrixSums sums) {
    long chunks = tokens(sums) / settings().nCtx();
    if (chunks < 1 || chunks > Integer.MAX_VALUE) {
      throw new UserException(
          "%s is of %s, and a chunk of this experiment has %d"
              .formatted(file, Numbers.amount(tokens(sums), "token"), settings().nCtx()));
    }
    ChunkRange range = new ChunkRange(0, (int) chunks);
    ExperimentDirectory directory = new ExperimentDirectory(tracker.directory(experiment.id()));
    Path path = directory.ledgerBlock(name, range);
    ImatrixFile.writeLedger(path, sums.bare(settings().nCtx(), chunks));
    CommittedFile block = CommittedFile.of(path);
    long tokens = chunks * settings().nCtx();
    return tracker.transaction(
        () -> {
          Corpus corpus = corpus(file, name, sha256, block, tokens);
          LedgerBlock recorded =
              new LedgerBlock(
                  corpus.id(),
                  0,
                  range.count(),
                  tokens,
                  block.path(),
                  block.bytes(),
                  block.sha256(),
                  Optional.empty(),
                  BlockOrigin.IMPORTED,
                  0,
                  provenance());
          tracker.iterations().record(recorded);
          return recorded;
        });
  }

  private Corpus corpus(Path file, String name, String sha256, CommittedFile block, long tokens) {
    List<Corpus> corpora = tracker.experiments().corpora(experiment.id());
    int position = corpora.stream().mapToInt(Corpus::position).max().orElse(-1) + 1;
    Source source =
        tracker
            .experiments()
            .register(
                new NewSource(
                    name,
                    Source.IMPORTED,
                    sha256,
                    file.toAbsolutePath().normalize().toString(),
                    1,
                    CommittedFile.of(file).bytes()));
    return tracker
        .experiments()
        .addCorpus(
            experiment.id(),
            new NewCorpus(source.id(), position, block.path(), block.sha256(), tokens, 0, 0, 0, 0));
  }

  /** Who has computed it is not known. */
  private Provenance provenance() {
    return new Provenance(
        "unknown",
        "",
        "",
        "",
        settings().nCtx(),
        0,
        0,
        0,
        0,
        settings().scoredPositions(),
        ProgramVersion.CURRENT);
  }
}
