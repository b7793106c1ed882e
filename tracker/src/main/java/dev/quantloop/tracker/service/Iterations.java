package dev.quantloop.tracker.service;

import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.dao.Database;
import dev.quantloop.tracker.dao.ImatrixDao;
import dev.quantloop.tracker.dao.IterationDao;
import dev.quantloop.tracker.dao.LedgerBlockDao;
import dev.quantloop.tracker.dao.QuantDao;
import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.IterationKind;
import dev.quantloop.tracker.record.IterationState;
import dev.quantloop.tracker.record.LedgerBlock;
import dev.quantloop.tracker.record.NewImatrix;
import dev.quantloop.tracker.record.NewIteration;
import dev.quantloop.tracker.record.NewQuant;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.view.ImatrixStep;
import dev.quantloop.tracker.view.WeightedChange;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Iterations and what they are made of: ledger blocks, imatrices, quants. All that record a unit of
 * work insert it or find the one that was committed before, so that a resumed run repeats nothing.
 */
public final class Iterations {
  private final Database database;

  public Iterations(Database database) {
    this.database = database;
  }

  /**
   * Inserts the iteration (pending) or finds it by experiment, number and replicate.
   *
   * @throws TrackerException when that number exists with another recipe or other quant types
   */
  public Iteration create(NewIteration iteration) {
    return database.transaction(
        () -> {
          Optional<Iteration> found =
              iterations(
                  dao ->
                      dao.find(iteration.experiment(), iteration.number(), iteration.replicate()));
          if (found.isPresent()) {
            requireSame(found.get(), iteration);
            return found.get();
          }
          return get(iterations(dao -> dao.insert(iteration, database.now())));
        });
  }

  public Iteration get(IterationId id) {
    return iterations(dao -> dao.find(id)).orElseThrow();
  }

  public Optional<Iteration> find(ExperimentId experiment, int number) {
    return iterations(dao -> dao.find(experiment, number, 0));
  }

  /** By number, without replicates. */
  public List<Iteration> list(ExperimentId experiment) {
    return iterations(dao -> dao.list(experiment));
  }

  /**
   * Whether an experiment holds corpora against each other that were chosen beforehand, and grows
   * none: it begins with one that has a label.
   */
  public boolean isShootOut(ExperimentId experiment) {
    return isShootOut(list(experiment));
  }

  /** The same of one with these iterations. */
  public static boolean isShootOut(List<Iteration> all) {
    return all.stream().noneMatch(one -> one.kind() == IterationKind.PLANNED)
        && all.stream()
            .findFirst()
            .filter(one -> one.kind() == IterationKind.BY_HAND && one.label().isPresent())
            .isPresent();
  }

  /** By number; those of an iteration that is one itself are its fellows and it. */
  public List<Iteration> replicates(IterationId iteration) {
    return iterations(dao -> dao.replicates(iteration));
  }

  /** Of all iterations, by iteration and number. */
  public List<Iteration> replicates(ExperimentId experiment) {
    return iterations(dao -> dao.replicates(experiment));
  }

  /** One more than the highest number, 0 in an experiment without iterations. */
  public int nextNumber(ExperimentId experiment) {
    return iterations(dao -> dao.nextNumber(experiment));
  }

  /** Also notes the time when it becomes done or failed. */
  public void setState(IterationId id, IterationState state) {
    boolean ends = state == IterationState.DONE || state == IterationState.FAILED;
    Optional<Instant> endedAt = ends ? Optional.of(database.now()) : Optional.empty();
    database.run(h -> new IterationDao(h).update(id, state, endedAt));
  }

  /** Replaces the same block of an earlier run, because its file has been rewritten. */
  public void record(LedgerBlock block) {
    database.transaction(
        () -> {
          database.run(h -> new LedgerBlockDao(h).insertOrReplace(block, database.now()));
          return null;
        });
  }

  /** By first chunk, then chunk count. */
  public List<LedgerBlock> blocks(CorpusId corpus) {
    return database.with(h -> new LedgerBlockDao(h).list(corpus));
  }

  /**
   * Blocks of other experiments on the same model, with the context size and the settings that
   * decide what the sums of some tokens are.
   */
  public List<LedgerBlock> blocksOfOthers(ExperimentId experiment) {
    return database.with(h -> new LedgerBlockDao(h).ofOthers(experiment));
  }

  /** Changes when any block or imatrix is added, replaced or deleted. */
  public String ledgerVersion() {
    return database.with(h -> new LedgerBlockDao(h).version());
  }

  /** Notes which tokens a block's sums are of. */
  public void setTokens(LedgerBlock block, String sha256) {
    database.run(h -> new LedgerBlockDao(h).setTokens(block, sha256));
  }

  /** Deletes the record of a block whose file is missing or damaged. */
  public void forget(LedgerBlock block) {
    database.run(h -> new LedgerBlockDao(h).delete(block));
  }

  /**
   * Inserts the imatrix or finds the iteration's. One with other content takes the place of the
   * old, unless results were computed from that.
   *
   * @throws TrackerException when they were
   */
  public Imatrix record(NewImatrix imatrix) {
    return database.transaction(
        () -> {
          Optional<Imatrix> found = imatrix(imatrix.iteration());
          if (found.isPresent() && found.get().sha256().equals(imatrix.sha256())) {
            return found.get();
          }
          if (found.isPresent()) {
            quants(imatrix.iteration()).forEach(quant -> requireUnused(quant, "imatrix"));
          }
          return imatrices(
              dao -> {
                found.ifPresent(old -> dao.delete(old.id()));
                dao.insert(imatrix, database.now());
                return dao.find(imatrix.iteration()).orElseThrow();
              });
        });
  }

  /**
   * Keeps how far an imatrix moved.
   *
   * @param previous of the planned iteration before
   * @param change with all tensors alike, 0.1 = 10 %
   * @param weighted the same with each tensor weighted by its error in a quant of that iteration
   */
  public void recordChange(
      Imatrix imatrix, Imatrix previous, double change, Map<QuantId, Double> weighted) {
    database.transaction(
        () ->
            imatrices(
                dao -> {
                  dao.insertChange(imatrix.id(), previous.id(), change);
                  weighted.forEach((quant, one) -> dao.insertChange(imatrix.id(), quant, one));
                  return weighted;
                }));
  }

  /**
   * Keeps the quantization errors of a quant's tensors.
   *
   * @param errors by tensor, relative: 0.01 is an error of 1 % of the weighted sum of squares
   */
  public void recordErrors(QuantId quant, Map<String, Double> errors) {
    database.run(h -> new QuantDao(h).insertErrors(quant, errors));
  }

  /** The quantization errors of a quant's tensors; empty where they are not known. */
  public Map<String, Double> errors(QuantId quant) {
    return quants(dao -> dao.errors(quant));
  }

  /** The imatrices of the growing corpus, in order, and how far each moved. */
  public List<ImatrixStep> growth(ExperimentId experiment) {
    return imatrices(dao -> dao.growth(experiment));
  }

  /** How far each moved for each quant type, as far as it is known. */
  public List<WeightedChange> weightedChanges(ExperimentId experiment) {
    return imatrices(dao -> dao.weightedChanges(experiment));
  }

  public Optional<Imatrix> imatrix(IterationId iteration) {
    return imatrices(dao -> dao.find(iteration));
  }

  /** Those of an experiment, by iteration, without replicates. */
  public List<Imatrix> imatrices(ExperimentId experiment) {
    return imatrices(dao -> dao.list(experiment));
  }

  /**
   * Inserts the quant or finds the iteration's of that type. One with other content takes the place
   * of the old, unless results were computed from that.
   *
   * @throws TrackerException when they were
   */
  public Quant record(NewQuant quant) {
    return database.transaction(
        () -> {
          Optional<Quant> found = quant(quant.iteration(), quant.quantType());
          boolean same = found.isPresent() && found.get().sha256().equals(quant.sha256());
          if (found.isPresent() && !same) {
            requireUnused(found.get(), quant.quantType());
          }
          return quants(
              dao -> {
                if (same) {
                  dao.fileIsBack(found.get().id(), quant);
                } else {
                  found.ifPresent(old -> dao.delete(old.id()));
                  dao.insert(quant, database.now());
                }
                return dao.find(quant.iteration(), quant.quantType()).orElseThrow();
              });
        });
  }

  public Quant quant(QuantId id) {
    return quants(dao -> dao.find(id)).orElseThrow();
  }

  public Optional<Quant> quant(IterationId iteration, String quantType) {
    return quants(dao -> dao.find(iteration, quantType));
  }

  /** In the order of the iteration's quant types. */
  public List<Quant> quants(IterationId iteration) {
    return quants(dao -> dao.list(iteration));
  }

  /** Those of an experiment, by iteration, then in the order of its quant types; no replicates. */
  public List<Quant> quants(ExperimentId experiment) {
    return quants(dao -> dao.list(experiment));
  }

  /** Notes that the file was deleted; the figures stay. */
  public void fileRemoved(QuantId quant) {
    database.run(h -> new QuantDao(h).fileRemoved(quant, database.now()));
  }

  private static void requireSame(Iteration found, NewIteration wanted) {
    boolean same =
        found.corpusTokens() == wanted.corpusTokens()
            && found.corpusSha256().equals(Optional.ofNullable(wanted.corpusSha256()))
            && new HashSet<>(found.recipe()).equals(new HashSet<>(wanted.recipe()))
            && found.quantTypes().equals(wanted.quantTypes());
    if (!same) {
      throw new TrackerException(
          "iteration "
              + wanted.number()
              + (wanted.replicate() > 0 ? ", replicate " + wanted.replicate() : "")
              + " exists with another recipe: settings or texts changed since; make a new"
              + " experiment");
    }
  }

  private void requireUnused(Quant quant, String what) {
    if (quants(dao -> dao.hasResults(quant.id()))) {
      throw new TrackerException(
          "%s: %s comes out different from the one that was evaluated (llama.cpp %s, %s)"
                  .formatted(
                      get(quant.iteration()).inWords(),
                      what,
                      quant.provenance().llamaVersion(),
                      quant.provenance().backend())
              + ": use that build again, or make a new experiment");
    }
  }

  private <T> T iterations(Function<IterationDao, T> work) {
    return database.with(handle -> work.apply(new IterationDao(handle)));
  }

  private <T> T imatrices(Function<ImatrixDao, T> work) {
    return database.with(h -> work.apply(new ImatrixDao(h)));
  }

  private <T> T quants(Function<QuantDao, T> work) {
    return database.with(h -> work.apply(new QuantDao(h)));
  }
}
