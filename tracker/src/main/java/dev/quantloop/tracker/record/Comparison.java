package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.EvaluationSetId;
import dev.quantloop.tracker.id.QuantId;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A quant held against another on the same tokens.
 *
 * @param evaluationSet empty: all sets pooled
 * @param figure its name in the database
 * @param change of the figure from the reference, relative; of a share, the difference
 * @param low lower end of its 95 % interval
 * @param high upper end
 * @param p of no change, two-sided
 * @param pAdjusted by Holm's method where several are held against one reference
 * @param outcome improved, worse, no detectable difference, or undecided
 * @param reason why it is undecided
 * @param clusters documents that were resampled, or groups of them that share a chunk
 * @param replicates draws of the calibration text; 0 without imatrix
 */
public record Comparison(
    QuantId quant,
    QuantId referenceQuant,
    Optional<EvaluationSetId> evaluationSet,
    Question question,
    String figure,
    OptionalDouble change,
    OptionalDouble low,
    OptionalDouble high,
    OptionalDouble p,
    OptionalDouble pAdjusted,
    Verdict outcome,
    Optional<String> reason,
    int clusters,
    int chunks,
    int replicates,
    int referenceReplicates) {
  private static final double SIGNIFICANT = 0.05;

  /** Half the width of the interval of the change. */
  public OptionalDouble halfWidth() {
    return low.isPresent() && high.isPresent()
        ? OptionalDouble.of((high.getAsDouble() - low.getAsDouble()) / 2)
        : OptionalDouble.empty();
  }

  /** The same of a figure of this name. */
  public Comparison of(String otherFigure) {
    return new Comparison(
        quant,
        referenceQuant,
        evaluationSet,
        question,
        otherFigure,
        change,
        low,
        high,
        p,
        pAdjusted,
        outcome,
        reason,
        clusters,
        chunks,
        replicates,
        referenceReplicates);
  }

  /** The same where it is one of many, by its adjusted p. */
  public Comparison adjusted(double p) {
    boolean stands = p < SIGNIFICANT || outcome == Verdict.UNDECIDED;
    return new Comparison(
        quant,
        referenceQuant,
        evaluationSet,
        question,
        figure,
        change,
        low,
        high,
        this.p,
        OptionalDouble.of(p),
        stands ? outcome : Verdict.NO_DETECTABLE_DIFFERENCE,
        reason,
        clusters,
        chunks,
        replicates,
        referenceReplicates);
  }
}
