package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.stats.KldStatistics;
import dev.quantloop.tracker.view.BestScore;
import dev.quantloop.tracker.view.DomainRow;
import dev.quantloop.tracker.view.RankingRow;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Reads view scored_quant and, for single evaluation sets, table evaluation. */
public record RankingDao(Handle handle) {
  public List<RankingRow> ranking(ExperimentId experiment) {
    return handle
        .createQuery(SqlFile.of("list-ranking.sql"))
        .bind("experiment", experiment)
        .mapTo(RankingRow.class)
        .list();
  }

  public List<BestScore> best() {
    return handle.createQuery(SqlFile.of("list-best-scores.sql")).mapTo(BestScore.class).list();
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
        .bind("experiment", experiment)
        .mapTo(DomainRow.class)
        .list();
  }

  /** Figures by quant, the pooled ones before those of each evaluation set. */
  public List<SetFigures> figures(IterationId iteration) {
    return handle
        .createQuery(SqlFile.of("list-evaluation-figures.sql").formatted(StatisticsColumns.NAMES))
        .bind("iteration", iteration)
        .mapTo(SetFigures.class)
        .list();
  }

  /** The figures of one quant type on one evaluation set; null name and SHA-256: all pooled. */
  public record SetFigures(
      String quantType, String name, String sha256, KldStatistics statistics) {}
}
