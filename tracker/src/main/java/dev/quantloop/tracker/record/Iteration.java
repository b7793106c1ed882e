package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.IterationId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One point of an experiment: a recipe, its imatrix, and the quants evaluated with it.
 *
 * @param replicate 0 for the iteration itself, 1 and more for its replicates: equally large corpora
 *     that show what the luck of the text does
 * @param drawn of a replicate
 * @param label of what was judged
 */
public record Iteration(
    IterationId id,
    ExperimentId experiment,
    int number,
    int replicate,
    IterationKind kind,
    IterationState state,
    long corpusTokens,
    Optional<String> corpusSha256,
    Optional<ReplicateDraw> drawn,
    Optional<String> label,
    List<RecipePart> recipe,
    List<String> quantTypes,
    Instant createdAt,
    Optional<Instant> endedAt) {
  /** The same with this recipe. */
  public Iteration with(List<RecipePart> parts) {
    return new Iteration(
        id,
        experiment,
        number,
        replicate,
        kind,
        state,
        corpusTokens,
        corpusSha256,
        drawn,
        label,
        parts,
        quantTypes,
        createdAt,
        endedAt);
  }

  public boolean isReplicate() {
    return replicate > 0;
  }

  /** "3", and of its second replicate "3.2". */
  public String name() {
    return isReplicate() ? number + "." + replicate : Integer.toString(number);
  }

  /** "iteration 3", and of its second replicate "iteration 3, replicate 2". */
  public String inWords() {
    return "iteration " + number + (isReplicate() ? ", replicate " + replicate : "");
  }
}
