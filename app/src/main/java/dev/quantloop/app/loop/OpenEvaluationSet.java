package dev.quantloop.app.loop;

import dev.quantloop.tracker.Evaluation;
import dev.quantloop.tracker.EvaluationSet;
import java.util.List;

/**
 * An evaluation set with the evaluations of some quants on it.
 *
 * @param tokens of the chunks from {@code firstChunk} on
 * @param firstChunk the first chunk that is not committed for every quant, at a group's start
 */
record OpenEvaluationSet(
    EvaluationSet set, List<Evaluation> evaluations, int[] tokens, int firstChunk) {
  int chunksLeft() {
    return set.chunks() - firstChunk;
  }

  /** The same set for one of the quants. */
  OpenEvaluationSet ofQuant(int quant) {
    return new OpenEvaluationSet(set, List.of(evaluations.get(quant)), tokens, firstChunk);
  }
}
