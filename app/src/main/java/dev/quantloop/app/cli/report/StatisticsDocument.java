package dev.quantloop.app.cli.report;

import dev.quantloop.app.format.Json;
import dev.quantloop.tracker.stats.KldStatistics;
import java.util.Map;

/** The figures of an evaluation as JSON, under the names that the database's columns have. */
public final class StatisticsDocument {
  private StatisticsDocument() {}

  public static Map<String, Object> of(KldStatistics s) {
    return Json.object(
        "tokens", s.tokens(),
        "mean", s.mean(),
        "mean_error", s.meanError(),
        "median", s.median(),
        "kld_90", s.kld90(),
        "kld_95", s.kld95(),
        "kld_99", s.kld99(),
        "kld_99_9", s.kld999(),
        "kld_min", s.min(),
        "kld_max", s.max(),
        "ppl_base", s.pplBase(),
        "ppl", s.ppl(),
        "ln_ppl_ratio", s.lnPplRatio(),
        "delta_p_mean", s.deltaPMean(),
        "delta_p_rms", s.deltaPRms(),
        "same_top", s.sameTop(),
        "composite", s.composite());
  }
}
