package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.EvaluationId;
import dev.quantloop.tracker.id.EvaluationSetId;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.Evaluation;
import dev.quantloop.tracker.record.Provenance;
import dev.quantloop.tracker.stats.KldStatistics;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Table evaluation. */
public final class EvaluationDao {
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

  private final Handle handle;

  public EvaluationDao(Handle handle) {
    this.handle = handle;
  }

  public void insert(QuantId quant, EvaluationSetId set, Provenance provenance, Instant now) {
    handle.execute(
        "insert into evaluation (quant_id, evaluation_set_id, provenance_id, created_at)"
            + " values (?, ?, ?, ?)",
        quant.value(),
        set.value(),
        new ProvenanceDao(handle).insertOrFind(provenance),
        Timestamps.text(now));
  }

  public void finish(EvaluationId id, KldStatistics statistics, Instant now) {
    StatisticsColumns.bind(handle.createUpdate(FINISH), statistics)
        .bind("now", Timestamps.text(now))
        .bind("id", id.value())
        .execute();
  }

  public Evaluation get(EvaluationId id) {
    return handle
        .select(SELECT + "where v.id = ?", id.value())
        .map((row, context) -> read(row))
        .one();
  }

  public Optional<Evaluation> find(QuantId quant, EvaluationSetId set) {
    return handle
        .select(
            SELECT + "where v.quant_id = ? and v.evaluation_set_id = ?", quant.value(), set.value())
        .map((row, context) -> read(row))
        .findOne();
  }

  /** In the order of the evaluation sets. */
  public List<Evaluation> list(QuantId quant) {
    return handle
        .select(SELECT + "where v.quant_id = ? order by v.evaluation_set_id", quant.value())
        .map((row, context) -> read(row))
        .list();
  }

  /** By quant, then in the order of the evaluation sets. */
  public List<Evaluation> list(ExperimentId experiment) {
    return handle
        .select(
            SELECT
                + "join quant q on q.id = v.quant_id join iteration i on i.id = q.iteration_id"
                + " where i.experiment_id = ? order by v.quant_id, v.evaluation_set_id",
            experiment.value())
        .map((row, context) -> read(row))
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
        .bind("experiment", experiment.value())
        .map((row, context) -> read(row))
        .list();
  }

  /** Evaluation sets of the quant's experiment whose evaluation is missing or unfinished. */
  public List<String> unfinished(QuantId quant) {
    return handle
        .createQuery(SqlFile.of("list-unfinished-evaluation-sets.sql"))
        .bind("quant", quant.value())
        .mapTo(String.class)
        .list();
  }

  private static Evaluation read(ResultSet row) throws SQLException {
    Optional<Instant> finishedAt = Columns.optionalInstant(row, "finished_at");
    return new Evaluation(
        new EvaluationId(row.getLong("id")),
        new QuantId(row.getLong("quant_id")),
        new EvaluationSetId(row.getLong("evaluation_set_id")),
        ProvenanceDao.read(row),
        Columns.instant(row, "created_at"),
        finishedAt,
        finishedAt.isPresent() ? Optional.of(StatisticsColumns.read(row)) : Optional.empty());
  }
}
