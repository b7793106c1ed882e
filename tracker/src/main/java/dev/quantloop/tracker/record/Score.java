package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.stats.FigureValues;
import java.util.OptionalDouble;

/** The pooled figures of a quant: the tokens of all evaluation sets together. */
public record Score(
    QuantId quant,
    FigureValues statistics,
    OptionalDouble compositeLow,
    OptionalDouble compositeHigh,
    Provenance provenance) {
  public double composite() {
    return statistics.composite();
  }
}
