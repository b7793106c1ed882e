package dev.quantloop.tracker.view;

import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.stats.FigureValues;

/**
 * How a quant came out on one chunk of an evaluation set.
 *
 * @param chunk its number in the set, from 0
 */
public record ChunkScore(EvaluationSet set, int chunk, FigureValues statistics) {
  public double composite() {
    return statistics.composite();
  }
}
