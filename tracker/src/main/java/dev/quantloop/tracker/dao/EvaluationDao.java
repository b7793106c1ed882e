package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.EvaluationId;
import dev.quantloop.tracker.id.EvaluationSetId;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.Evaluation;
import dev.quantloop.tracker.record.Provenance;
import dev.quantloop.tracker.stats.KldStatistics;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Table evaluation. */
public record EvaluationDao(Handle handle) {
  private static final String SELECT =
      "select v.*, "
          + ProvenanceDao.COLUMNS
          + " from evaluation v join provenance p on p.id = v.provenance_id ";
  private static final String FINISH =
      "update evaluation set finished_at = :now, ("
          + StatisticsColumns.NAMES
          + ") = ("
          + StatisticsColumns.PARAMETERS
          + ") where id = :id";

  public void insert(QuantId quant, EvaluationSetId set, Provenance provenance, Instant now) {
    handle.execute(
        "insert into evaluation (quant_id, evaluation_set_id, provenance_id, created_at)"
            + " values (?, ?, ?, ?)",
        quant,
        set,
        new ProvenanceDao(handle).insertOrFind(provenance),
        now);
  }

  public void finish(EvaluationId id, KldStatistics statistics, Instant now) {
    handle
        .createUpdate(FINISH)
        .bindMap(StatisticsColumns.of(statistics))
        .bind("now", now)
        .bind("id", id)
        .execute();
  }

  public Evaluation get(EvaluationId id) {
    return handle.select(SELECT + "where v.id = ?", id).mapTo(Evaluation.class).one();
  }

  public Optional<Evaluation> find(QuantId quant, EvaluationSetId set) {
    return handle
        .select(SELECT + "where v.quant_id = ? and v.evaluation_set_id = ?", quant, set)
        .mapTo(Evaluation.class)
        .findOne();
  }

  /** In the order of the evaluation sets. */
  public List<Evaluation> list(QuantId quant) {
    return handle
        .select(SELECT + "where v.quant_id = ? order by v.evaluation_set_id", quant)
        .mapTo(Evaluation.class)
        .list();
  }

  /** By quant, then in the order of the evaluation sets. */
  public List<Evaluation> list(ExperimentId experiment) {
    return handle
        .select(
            SELECT
                + "join quant q on q.id = v.quant_id join iteration i on i.id = q.iteration_id"
                + " where i.experiment_id = ? order by v.quant_id, v.evaluation_set_id",
            experiment)
        .mapTo(Evaluation.class)
        .list();
  }

  /** Begun and not finished, of the last iteration that has any, in the order of their making. */
  public List<Evaluation> unfinished(ExperimentId experiment) {
    return handle
        .createQuery(
            SELECT
                + "join quant q on q.id = v.quant_id where v.finished_at is null"
                + " and q.iteration_id = (select max(i.id) from iteration i"
                + "   join quant open on open.iteration_id = i.id"
                + "   join evaluation e on e.quant_id = open.id"
                + "   where i.experiment_id = :experiment and e.finished_at is null)"
                + " order by v.id")
        .bind("experiment", experiment)
        .mapTo(Evaluation.class)
        .list();
  }

  /** Evaluation sets of the quant's experiment whose evaluation is missing or unfinished. */
  public List<String> unfinished(QuantId quant) {
    return handle
        .createQuery(SqlFile.of("list-unfinished-evaluation-sets.sql"))
        .bind("quant", quant)
        .mapTo(String.class)
        .list();
  }
}
