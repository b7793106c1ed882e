package dev.quantloop.tracker.service;

import dev.quantloop.tracker.dao.Database;
import dev.quantloop.tracker.dao.EarlyStopDao;
import dev.quantloop.tracker.dao.EvaluationDao;
import dev.quantloop.tracker.dao.ResamplingDao;
import dev.quantloop.tracker.id.EvaluationSetId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.Evaluation;
import dev.quantloop.tracker.record.NoiseFloor;
import dev.quantloop.tracker.record.ScoredDraw;
import dev.quantloop.tracker.service.JudgedQuant.Evaluated;
import dev.quantloop.tracker.stats.Change;
import dev.quantloop.tracker.stats.FigureValues;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads scored quants with their resampled figures. */
record JudgedQuants(Database database) {
  /** Empty where the quant could not be resampled. */
  Optional<JudgedQuant> find(ScoredDraw draw) {
    Map<EvaluationSetId, Evaluated> sets = new LinkedHashMap<>();
    for (Evaluation one : database.with(h -> new EvaluationDao(h).list(draw.quant()))) {
      EvaluationSetId set = one.evaluationSet();
      evaluated(draw.quant(), set, one.statistics().orElseThrow())
          .ifPresent(evaluated -> sets.put(set, evaluated));
    }
    return evaluated(draw.quant(), null, draw.statistics())
        .map(
            pooled ->
                new JudgedQuant(
                    draw, pooled, sets, noiseFloor(draw.quant()), lastError(draw.quant())));
  }

  private Optional<NoiseFloor> noiseFloor(QuantId quant) {
    return database.with(h -> new EvaluationDao(h).noiseFloor(quant));
  }

  private double lastError(QuantId quant) {
    return database.with(h -> new EarlyStopDao(h).lastError(quant)).orElse(Change.LEVEL);
  }

  private Optional<Evaluated> evaluated(QuantId quant, EvaluationSetId set, FigureValues figures) {
    return database
        .with(h -> new ResamplingDao(h).find(quant, set))
        .map(stored -> new Evaluated(figures, stored.figures(), stored.chunks()));
  }
}
