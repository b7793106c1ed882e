package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.stats.FigureValues;
import java.util.Optional;

/**
 * A scored quant with what its iteration drew.
 *
 * @param replicate 0 for the iteration itself
 * @param drawn how a replicate's text was
 * @param corpusTokens 0 without imatrix
 */
public record ScoredDraw(
    QuantId quant,
    int number,
    int replicate,
    IterationKind kind,
    Optional<ReplicateDraw> drawn,
    String quantType,
    long corpusTokens,
    FigureValues statistics) {
  /** The same with other figures. */
  public ScoredDraw with(FigureValues others) {
    return new ScoredDraw(quant, number, replicate, kind, drawn, quantType, corpusTokens, others);
  }

  public double composite() {
    return statistics.composite();
  }
}
