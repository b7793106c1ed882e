package dev.quantloop.tracker.service;

import dev.quantloop.tracker.dao.Database;
import dev.quantloop.tracker.dao.EvaluationDao;
import dev.quantloop.tracker.dao.ResamplingDao;
import dev.quantloop.tracker.id.EvaluationSetId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.Evaluation;
import dev.quantloop.tracker.record.ScoredDraw;
import dev.quantloop.tracker.service.JudgedQuant.Evaluated;
import dev.quantloop.tracker.stats.FigureValues;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads scored quants with their resampled figures. */
record JudgedQuants(Database database) {
  /** The quant has been resampled. */
  JudgedQuant read(ScoredDraw draw) {
    Map<EvaluationSetId, Evaluated> sets = new LinkedHashMap<>();
    for (Evaluation one : database.with(h -> new EvaluationDao(h).list(draw.quant()))) {
      EvaluationSetId set = one.evaluationSet();
      sets.put(set, evaluated(draw.quant(), set, one.statistics().orElseThrow()));
    }
    return new JudgedQuant(draw, evaluated(draw.quant(), null, draw.statistics()), sets);
  }

  private Evaluated evaluated(QuantId quant, EvaluationSetId set, FigureValues figures) {
    return database.with(
        h -> {
          ResamplingDao dao = new ResamplingDao(h);
          return new Evaluated(figures, dao.find(quant, set).orElseThrow(), dao.chunks(quant, set));
        });
  }
}
