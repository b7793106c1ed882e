package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.ScoredDraw;
import dev.quantloop.tracker.stats.FigureValues;
import dev.quantloop.tracker.view.AnswerTable;
import dev.quantloop.tracker.view.BestScore;
import dev.quantloop.tracker.view.DiminishingReturnsRow;
import dev.quantloop.tracker.view.DomainRow;
import dev.quantloop.tracker.view.RankingRow;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Reads view scored_quant and, for single evaluation sets, table evaluation. */
public record RankingDao(Handle handle) implements Dao {
  public List<RankingRow> ranking(ExperimentId experiment) {
    return list(RankingRow.class, SqlFile.of("list-ranking.sql"), experiment);
  }

  public List<BestScore> best() {
    return list(BestScore.class, SqlFile.of("list-best-scores.sql"));
  }

  public String version() {
    return get(
        String.class,
        "select count(*) || ' ' || ifnull(max(id), 0) || ' ' || ifnull(max(created_at), '')"
            + " from score");
  }

  public String version(ExperimentId experiment) {
    return get(String.class, SqlFile.of("find-score-version.sql"), experiment);
  }

  public List<DomainRow> domainMatrix(ExperimentId experiment) {
    return list(DomainRow.class, SqlFile.of("list-domain-matrix.sql"), experiment);
  }

  /** By quant type, iteration, replicate. */
  public List<ScoredDraw> draws(ExperimentId experiment) {
    return list(ScoredDraw.class, SqlFile.of("list-scored-draws.sql"), experiment);
  }

  /** By quant type, then iteration. */
  public List<DiminishingReturnsRow> diminishingReturns(ExperimentId experiment) {
    return list(
        DiminishingReturnsRow.class, SqlFile.of("list-diminishing-returns.sql"), experiment);
  }

  /** Figures by quant, the pooled ones before those of each evaluation set. */
  public List<SetFigures> figures(IterationId iteration) {
    String sql = SqlFile.of("list-evaluation-figures.sql").formatted(StoredFigures.NAMES);
    return list(SetFigures.class, sql, iteration, iteration);
  }

  /** View figures, whose columns are passed on as they are. */
  public AnswerTable figures(ExperimentId experiment) {
    AnswerTable figures = new AnswerTable();
    return handle
        .select(
            "select * from figures where experiment = (select name from experiment where id = ?)",
            experiment)
        .scanResultSet(
            (rows, context) -> {
              ResultRows.read(rows.get(), figures);
              return figures;
            });
  }

  /**
   * The figures of a quant on one evaluation set; null name and SHA-256: all pooled.
   *
   * @param set 0 where all are pooled
   */
  public record SetFigures(
      QuantId quant,
      String quantType,
      long set,
      String name,
      String sha256,
      FigureValues statistics) {}
}
