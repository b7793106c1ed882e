package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.IterationKind;
import dev.quantloop.tracker.stats.KldStatistics;
import dev.quantloop.tracker.view.BestScore;
import dev.quantloop.tracker.view.DomainRow;
import dev.quantloop.tracker.view.RankingRow;
import dev.quantloop.tracker.view.Verdict;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Reads view scored_quant and, for single evaluation sets, table evaluation. */
public final class RankingDao {
  private final Handle handle;

  public RankingDao(Handle handle) {
    this.handle = handle;
  }

  public List<RankingRow> ranking(ExperimentId experiment) {
    return handle
        .createQuery(SqlFile.of("list-ranking.sql"))
        .bind("experiment", experiment.value())
        .map((row, context) -> rankingRow(row))
        .list();
  }

  public List<BestScore> best() {
    return handle
        .createQuery(SqlFile.of("list-best-scores.sql"))
        .map(
            (row, context) ->
                new BestScore(
                    new ExperimentId(row.getLong("experiment_id")),
                    row.getString("quant_type"),
                    row.getDouble("composite")))
        .list();
  }

  public String version() {
    return handle
        .select(
            "select count(*) || ' ' || ifnull(max(id), 0) || ' ' || ifnull(max(created_at), '')"
                + " from score")
        .mapTo(String.class)
        .one();
  }

  public String version(ExperimentId experiment) {
    return handle
        .createQuery(SqlFile.of("find-score-version.sql"))
        .bind("experiment", experiment.value())
        .mapTo(String.class)
        .one();
  }

  public List<DomainRow> domainMatrix(ExperimentId experiment) {
    return handle
        .createQuery(SqlFile.of("list-domain-matrix.sql"))
        .bind("experiment", experiment.value())
        .map((row, context) -> domainRow(row))
        .list();
  }

  /** Figures by quant, the pooled ones before those of each evaluation set. */
  public List<SetFigures> figures(IterationId iteration) {
    return handle
        .createQuery(SqlFile.of("list-evaluation-figures.sql").formatted(StatisticsColumns.NAMES))
        .bind("iteration", iteration.value())
        .map(
            (row, context) ->
                new SetFigures(
                    row.getString("quant_type"),
                    row.getString("name"),
                    row.getString("sha256"),
                    StatisticsColumns.read(row)))
        .list();
  }

  /** The figures of one quant type on one evaluation set; null name and SHA-256: all pooled. */
  public record SetFigures(
      String quantType, String name, String sha256, KldStatistics statistics) {}

  private static RankingRow rankingRow(ResultSet row) throws SQLException {
    return new RankingRow(
        row.getInt("rank"),
        new IterationId(row.getLong("iteration_id")),
        row.getInt("number"),
        IterationKind.of(row.getString("kind")),
        row.getLong("corpus_tokens"),
        new QuantId(row.getLong("quant_id")),
        row.getString("quant_type"),
        row.getLong("bytes"),
        row.getDouble("bits_per_weight"),
        StatisticsColumns.read(row),
        Columns.optionalDouble(row, "composite_low"),
        Columns.optionalDouble(row, "composite_high"),
        Columns.optionalDouble(row, "change"),
        Verdict.of(row.getString("verdict")));
  }

  private static DomainRow domainRow(ResultSet row) throws SQLException {
    return new DomainRow(
        row.getInt("iteration"),
        row.getLong("corpus_tokens"),
        row.getString("quant_type"),
        row.getString("evaluation_set"),
        row.getString("domain"),
        StatisticsColumns.read(row),
        Columns.optionalDouble(row, "change"));
  }
}
