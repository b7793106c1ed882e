package dev.quantloop.tracker.view;

import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.IterationKind;
import dev.quantloop.tracker.record.Verdict;
import dev.quantloop.tracker.stats.FigureValues;
import java.util.OptionalDouble;

/**
 * A scored quant in its ranking, best first within its quant type.
 *
 * @param compositeLow lower end of the 95 % interval of the composite
 * @param compositeHigh upper end
 * @param recommended whether it is the cheapest of its type that is not detectably worse than the
 *     best
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
    Judgement judgement,
    boolean recommended) {
  public double composite() {
    return statistics.composite();
  }

  /** Of the composite, relative to the reference. */
  public OptionalDouble change() {
    return judgement.change();
  }

  public Verdict verdict() {
    return judgement.verdict();
  }

  /**
   * Why this one is recommended: recipes are compared by all of their replicates, files stand for
   * themselves in the ranking.
   *
   * @param first in the ranking of its type
   */
  public String whyRecommended(RankingRow first) {
    return corpusTokens > first.corpusTokens
        ? "the best on average over its replicates"
        : "the cheapest that is not detectably worse";
  }
}
