package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.stats.KldStatistics;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.statement.SqlStatement;

/** The columns that evaluation, score and scored_quant share. */
final class StatisticsColumns {
  static final String NAMES =
      "tokens, mean, mean_error, median, kld_90, kld_95, kld_99, kld_99_9, kld_min, kld_max,"
          + " ppl_base, ppl, ln_ppl_ratio, delta_p_mean, delta_p_rms, same_top, composite";
  static final String PARAMETERS =
      ":tokens, :mean, :meanError, :median, :kld90, :kld95, :kld99, :kld999, :min, :max,"
          + " :pplBase, :ppl, :lnPplRatio, :deltaPMean, :deltaPRms, :sameTop, :composite";

  private StatisticsColumns() {}

  static <S extends SqlStatement<S>> S bind(S statement, KldStatistics s) {
    return statement
        .bind("tokens", s.tokens())
        .bind("mean", s.mean())
        .bind("meanError", s.meanError())
        .bind("median", s.median())
        .bind("kld90", s.kld90())
        .bind("kld95", s.kld95())
        .bind("kld99", s.kld99())
        .bind("kld999", s.kld999())
        .bind("min", s.min())
        .bind("max", s.max())
        .bind("pplBase", s.pplBase())
        .bind("ppl", s.ppl())
        .bind("lnPplRatio", s.lnPplRatio())
        .bind("deltaPMean", s.deltaPMean())
        .bind("deltaPRms", s.deltaPRms())
        .bind("sameTop", s.sameTop())
        .bind("composite", s.composite());
  }

  static KldStatistics read(ResultSet row) throws SQLException {
    return new KldStatistics(
        row.getLong("tokens"),
        row.getDouble("mean"),
        row.getDouble("mean_error"),
        row.getDouble("median"),
        row.getDouble("kld_90"),
        row.getDouble("kld_95"),
        row.getDouble("kld_99"),
        row.getDouble("kld_99_9"),
        row.getDouble("kld_min"),
        row.getDouble("kld_max"),
        row.getDouble("ppl_base"),
        row.getDouble("ppl"),
        row.getDouble("ln_ppl_ratio"),
        row.getDouble("delta_p_mean"),
        row.getDouble("delta_p_rms"),
        row.getDouble("same_top"));
  }
}
