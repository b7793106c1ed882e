package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.IterationId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One point of an experiment: a recipe, its imatrix, and the quants evaluated with it. */
public record Iteration(
    IterationId id,
    ExperimentId experiment,
    int number,
    IterationKind kind,
    IterationState state,
    long corpusTokens,
    Optional<String> corpusSha256,
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
        kind,
        state,
        corpusTokens,
        corpusSha256,
        parts,
        quantTypes,
        createdAt,
        endedAt);
  }
}
