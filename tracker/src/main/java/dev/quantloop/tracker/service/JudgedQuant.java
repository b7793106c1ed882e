package dev.quantloop.tracker.service;

import dev.quantloop.tracker.id.EvaluationSetId;
import dev.quantloop.tracker.record.ReplicateDraw;
import dev.quantloop.tracker.record.ScoredDraw;
import dev.quantloop.tracker.stats.FigureValues;
import dev.quantloop.tracker.stats.Resampled;
import java.util.Map;
import java.util.Optional;

/**
 * A scored quant with its resampled figures.
 *
 * @param pooled over all evaluation sets
 * @param sets each evaluation set by itself
 */
record JudgedQuant(ScoredDraw draw, Evaluated pooled, Map<EvaluationSetId, Evaluated> sets) {
  /** The figures on some chunks. */
  record Evaluated(FigureValues figures, Resampled resampled, int chunks) {}

  /**
   * @param set null: all pooled
   */
  Evaluated on(EvaluationSetId set) {
    return set == null ? pooled : sets.get(set);
  }

  boolean isOf(ReplicateDraw drawn) {
    return draw.drawn().equals(Optional.of(drawn));
  }

  boolean hasImatrix() {
    return draw.corpusTokens() > 0;
  }
}
