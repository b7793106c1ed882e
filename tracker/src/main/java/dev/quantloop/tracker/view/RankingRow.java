package dev.quantloop.tracker.view;

import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.IterationKind;
import dev.quantloop.tracker.stats.FigureValues;
import java.util.OptionalDouble;

/**
 * A scored quant in its ranking, best first within its quant type.
 *
 * @param change relative to the predecessor: the last planned iteration before it, of the same
 *     quant type, as the plateau counts; also where this one was made by hand; −0.01 = 1 % better
 */
public record RankingRow(
    int rank,
    IterationId iterationId,
    int iteration,
    IterationKind kind,
    long corpusTokens,
    QuantId quant,
    String quantType,
    long bytes,
    double bitsPerWeight,
    FigureValues statistics,
    OptionalDouble compositeLow,
    OptionalDouble compositeHigh,
    OptionalDouble change,
    Verdict verdict) {
  public double composite() {
    return statistics.composite();
  }
}
