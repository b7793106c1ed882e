package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.stats.FigureValues;

/** The pooled figures of a quant: the tokens of all evaluation sets together. */
public record Score(QuantId quant, FigureValues statistics, Provenance provenance) {
  public double composite() {
    return statistics.composite();
  }
}
