package dev.quantloop.tracker.view;

import dev.quantloop.tracker.record.Question;
import dev.quantloop.tracker.record.Verdict;
import dev.quantloop.tracker.stats.Interval;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What was decided about the composite of a ranked quant, and what that rests on. Changes are
 * relative to the reference: −0.01 = 1 % better.
 *
 * @param question empty where nothing was compared
 * @param reference number of the iteration that it was held against
 * @param changeLow lower end of the interval of the change, as wide as the verdict asks for
 * @param changeHigh upper end
 * @param reason why it is undecided
 * @param clusters documents of the evaluation text, or groups of them that share a chunk
 * @param documentsKnown 0: sections of the text serve as documents
 * @param chunks of the evaluation text
 * @param replicates draws of the calibration text, this iteration's included
 * @param referenceReplicates those of the reference
 */
public record Judgement(
    Verdict verdict,
    Optional<Question> question,
    OptionalInt reference,
    OptionalDouble change,
    OptionalDouble changeLow,
    OptionalDouble changeHigh,
    Optional<String> reason,
    OptionalInt clusters,
    OptionalInt documentsKnown,
    OptionalInt chunks,
    OptionalInt replicates,
    OptionalInt referenceReplicates) {

  /** How far the interval reaches from the change towards none. */
  public OptionalDouble reach() {
    return change.isPresent() && changeLow.isPresent() && changeHigh.isPresent()
        ? OptionalDouble.of(
            new Interval(changeLow.getAsDouble(), changeHigh.getAsDouble())
                .reach(change.getAsDouble()))
        : OptionalDouble.empty();
  }
}
