package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.EvaluationSetId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.stats.Change;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.Interval;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A quant held against another on the same tokens.
 *
 * @param evaluationSet empty: all sets pooled
 * @param figure its name in the database
 * @param change of the figure from the reference, relative; of a share, the difference
 * @param low lower end of its interval, which excludes 0 where the p that decides is below 0.05
 * @param high upper end
 * @param p of no change, two-sided, of all looks together where there were some before
 * @param freedom degrees of freedom of the error of the change
 * @param level of the interval: 0.05 where it is one alone, smaller as p is adjusted
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
    OptionalDouble freedom,
    OptionalDouble level,
    OptionalDouble pAdjusted,
    Verdict outcome,
    Optional<String> reason,
    int clusters,
    int chunks,
    int replicates,
    int referenceReplicates) {

  /** How far the interval reaches from the change towards none. */
  public OptionalDouble reach() {
    return change.isPresent() && low.isPresent() && high.isPresent()
        ? OptionalDouble.of(interval().reach(change.getAsDouble()))
        : OptionalDouble.empty();
  }

  private Interval interval() {
    return new Interval(low.getAsDouble(), high.getAsDouble());
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
        freedom,
        level,
        pAdjusted,
        outcome,
        reason,
        clusters,
        chunks,
        replicates,
        referenceReplicates);
  }

  /**
   * The same after looks at less text.
   *
   * @param lastError the p below which this look finds a difference
   */
  public Comparison afterLooks(double lastError) {
    if (p.isEmpty() || lastError == Change.LEVEL) {
      return this;
    }
    double factor = Change.LEVEL / lastError;
    return with(times(factor), OptionalDouble.empty(), factor);
  }

  /**
   * The same where it is one of several.
   *
   * @param factor by which p is adjusted
   */
  public Comparison adjusted(double factor) {
    return p.isEmpty() ? this : with(p, times(factor), factor);
  }

  private OptionalDouble times(double factor) {
    return OptionalDouble.of(Math.min(1, factor * p.getAsDouble()));
  }

  private Comparison with(OptionalDouble newP, OptionalDouble newAdjusted, double factor) {
    double newLevel = level.getAsDouble() / factor;
    Interval wider =
        new Change(change.getAsDouble(), interval(), p.getAsDouble())
            .atLevel(
                Figure.valueOf(figure.toUpperCase(Locale.ROOT)),
                freedom.getAsDouble(),
                level.getAsDouble(),
                newLevel)
            .interval();
    boolean stands = newAdjusted.orElse(newP.getAsDouble()) < Change.LEVEL;
    return new Comparison(
        quant,
        referenceQuant,
        evaluationSet,
        question,
        figure,
        change,
        OptionalDouble.of(wider.low()),
        OptionalDouble.of(wider.high()),
        newP,
        freedom,
        OptionalDouble.of(newLevel),
        newAdjusted,
        stands ? outcome : Verdict.NO_DETECTABLE_DIFFERENCE,
        reason,
        clusters,
        chunks,
        replicates,
        referenceReplicates);
  }

  /** What it came to, by the names of the database. */
  public Map<String, Object> values() {
    return RecordValues.of(
        this, "change", "low", "high", "p", "p_adjusted", "reason", "clusters", "chunks");
  }
}
