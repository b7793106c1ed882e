package dev.quantloop.tracker.service;

import dev.quantloop.tracker.dao.ChunkResultDao;
import dev.quantloop.tracker.dao.CorpusDao;
import dev.quantloop.tracker.dao.Database;
import dev.quantloop.tracker.dao.EvaluationDao;
import dev.quantloop.tracker.dao.HeldOutDao;
import dev.quantloop.tracker.dao.QuarantineDao;
import dev.quantloop.tracker.dao.ResamplingDao;
import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.id.EvaluationSetId;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.ChunkPutAside;
import dev.quantloop.tracker.record.ChunkResult;
import dev.quantloop.tracker.record.Evaluation;
import dev.quantloop.tracker.view.QuarantineRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;

/**
 * Chunks that count for nothing, because what a model computes on them is not a finite number. One
 * of an evaluation set counts for no quant of the experiment, so that all rest on the same chunks:
 * figures that counted it are computed again, from the results that are kept, and are judged anew.
 */
public final class Quarantine {
  private final Database database;

  Quarantine(Database database) {
    this.database = database;
  }

  /** Those of an experiment: of the evaluation first, by source and number. */
  public List<QuarantineRow> list(ExperimentId experiment) {
    return quarantine(dao -> dao.list(experiment));
  }

  /** Bit c: chunk c of the set is put aside. */
  public BitSet of(EvaluationSetId set) {
    return quarantine(dao -> dao.ofSet(set));
  }

  /** Bit c: chunk c of the corpus's pool is put aside. */
  public BitSet of(CorpusId corpus) {
    return quarantine(dao -> dao.ofPool(corpus));
  }

  /** How many chunks of a set a quant has put aside. */
  public int count(QuantId quant, EvaluationSetId set) {
    return quarantine(dao -> dao.count(quant, set));
  }

  /**
   * Puts a chunk aside; one that is aside already is left as it is. The noise floor, which may rest
   * on a chunk of the evaluation, is forgotten and has to be measured anew.
   */
  public void add(ChunkPutAside chunk) {
    database.transaction(
        () -> {
          database.run(h -> new QuarantineDao(h).insertOrKeep(chunk, database.now()));
          chunk.evaluationSet().ifPresent(this::forgetNoiseFloor);
          chunk.evaluationSet().ifPresent(this::computeAgain);
          return null;
        });
  }

  /**
   * Takes back what a quant has put aside that turned out to be broken itself; except what an
   * evaluation that has ended lacks, too.
   */
  public void release(QuantId quant) {
    database.transaction(
        () -> {
          List<EvaluationSetId> sets = quarantine(dao -> dao.sets(quant));
          database.run(h -> new QuarantineDao(h).delete(quant));
          sets.forEach(this::computeAgain);
          return null;
        });
  }

  private void forgetNoiseFloor(EvaluationSetId set) {
    database.run(
        h ->
            new EvaluationDao(h)
                .deleteNoiseFloor(new CorpusDao(h).evaluationSet(set).experiment()));
  }

  /** Forgets a noise floor from before a chunk of the evaluation was put aside. */
  void forgetEarlierNoiseFloor(ExperimentId experiment) {
    database.run(h -> new QuarantineDao(h).deleteEarlierNoiseFloor(experiment));
  }

  /** Computes the figures of an experiment again that may have counted a chunk put aside. */
  void computeAgain(ExperimentId experiment) {
    quarantine(dao -> dao.sets(experiment)).forEach(this::computeAgain);
  }

  private void computeAgain(EvaluationSetId set) {
    List<Evaluation> finished =
        database.with(h -> new EvaluationDao(h).list(set)).stream()
            .filter(evaluation -> evaluation.finishedAt().isPresent())
            .toList();
    for (Evaluation evaluation : finished) {
      database.run(h -> new ResamplingDao(h).delete(evaluation.quant()));
      List<ChunkResult> chunks = database.with(h -> new ChunkResultDao(h).list(evaluation.id()));
      if (isWhole(set, chunks)) {
        database.run(
            h ->
                new EvaluationDao(h)
                    .finish(evaluation.id(), ChunkResult.statistics(chunks), endOf(evaluation)));
        score(evaluation);
      }
    }
  }

  /**
   * Now; but not before it ended the first time, which may have been by another box's clock, for a
   * merge takes the later.
   */
  private Instant endOf(Evaluation evaluation) {
    Instant first = evaluation.finishedAt().orElseThrow();
    return first.isAfter(database.now()) ? first : database.now();
  }

  /** Whoever has deleted the results of single tokens has kept the figures, and compares none. */
  private boolean isWhole(EvaluationSetId set, List<ChunkResult> chunks) {
    int all = database.with(h -> new CorpusDao(h).evaluationSet(set)).chunks();
    return chunks.size() == all - of(set).cardinality();
  }

  private void score(Evaluation evaluation) {
    QuantId quant = evaluation.quant();
    if (database.with(h -> new EvaluationDao(h).findScore(quant)).isPresent()) {
      List<ChunkResult> all = new ArrayList<>();
      for (Evaluation one : database.with(h -> new EvaluationDao(h).list(quant))) {
        all.addAll(database.with(h -> new ChunkResultDao(h).list(one.id())));
      }
      database.run(
          h -> {
            EvaluationDao dao = new EvaluationDao(h);
            dao.updateScore(quant, ChunkResult.statistics(all), database.now());
            dao.deleteConfidence(quant);
            ChunkResult.confidence(all).forEach(bucket -> dao.insert(quant, bucket));
          });
    }
    HeldOut heldOut = new HeldOut(database);
    if (heldOut.find(quant).isPresent()) {
      ExperimentId experiment =
          database
              .with(h -> new CorpusDao(h).evaluationSet(evaluation.evaluationSet()))
              .experiment();
      database.run(h -> new HeldOutDao(h).delete(quant));
      heldOut.score(experiment, quant, evaluation.provenance());
    }
  }

  private <T> T quarantine(Function<QuarantineDao, T> work) {
    return database.with(h -> work.apply(new QuarantineDao(h)));
  }
}
