package dev.quantloop.tracker.service;

import dev.quantloop.tracker.id.EvaluationSetId;
import dev.quantloop.tracker.record.NoiseFloor;
import dev.quantloop.tracker.record.ReplicateDraw;
import dev.quantloop.tracker.record.ScoredDraw;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.FigureValues;
import dev.quantloop.tracker.stats.Resampled;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * A scored quant with its resampled figures.
 *
 * @param pooled over all evaluation sets
 * @param sets each evaluation set by itself
 * @param noiseFloor of its experiment, where that was measured
 * @param lastError the p below which it differs from another, smaller where looks came before
 */
record JudgedQuant(
    ScoredDraw draw,
    Evaluated pooled,
    Map<EvaluationSetId, Evaluated> sets,
    Optional<NoiseFloor> noiseFloor,
    double lastError) {
  /** The figures on some chunks. */
  record Evaluated(FigureValues figures, Resampled resampled, int chunks) {}

  /**
   * @param set null: all pooled
   */
  Evaluated on(EvaluationSetId set) {
    return set == null ? pooled : sets.get(set);
  }

  /**
   * The same where its composite is made of those of the sets.
   *
   * @param objective of the composites, in the order of the sets
   */
  JudgedQuant withComposite(ToDoubleFunction<double[]> objective) {
    double value =
        objective.applyAsDouble(
            sets.values().stream().mapToDouble(set -> set.figures().composite()).toArray());
    List<Resampled> each = sets.values().stream().map(Evaluated::resampled).toList();
    FigureValues figures = pooled.figures().withComposite(value);
    Resampled resampled = pooled.resampled().withComposite(each, objective);
    return new JudgedQuant(
        draw.with(draw.statistics().withComposite(value)),
        new Evaluated(figures, resampled, pooled.chunks()),
        sets,
        noiseFloor,
        lastError);
  }

  /** Whether it is not a replicate, and of this iteration. */
  boolean isIteration(int number) {
    return draw.number() == number && draw.replicate() == 0;
  }

  /** Whether a figure of two quants differs by no more than rounding makes of it. */
  boolean isRoundingFrom(JudgedQuant other, Figure figure, double own, double others) {
    return Stream.of(this, other)
        .flatMap(quant -> quant.noiseFloor().stream())
        .anyMatch(floor -> floor.covers(figure, own, others));
  }

  boolean isOf(ReplicateDraw drawn) {
    return draw.drawn().equals(Optional.of(drawn));
  }

  boolean hasImatrix() {
    return draw.corpusTokens() > 0;
  }
}
