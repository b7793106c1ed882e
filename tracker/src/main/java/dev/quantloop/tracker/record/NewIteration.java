package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.ExperimentId;
import java.util.List;
import java.util.Optional;

/**
 * An iteration that is to be created; it is found again by experiment, number and replicate.
 *
 * @param replicate 0 for the iteration itself
 * @param corpusTokens 0 without imatrix; the recipe is empty then
 * @param corpusSha256 of the recipe's tokens in recipe order; null without imatrix
 * @param drawn of a replicate
 * @param label of what was judged
 * @param quantTypes the types this iteration quantizes to, in order
 */
public record NewIteration(
    ExperimentId experiment,
    int number,
    int replicate,
    IterationKind kind,
    long corpusTokens,
    String corpusSha256,
    Optional<ReplicateDraw> drawn,
    Optional<String> label,
    List<RecipePart> recipe,
    List<String> quantTypes) {
  public NewIteration {
    recipe = List.copyOf(recipe);
    quantTypes = List.copyOf(quantTypes);
  }

  /** No replicate, and nothing judged. */
  public NewIteration(
      ExperimentId experiment,
      int number,
      IterationKind kind,
      long corpusTokens,
      String corpusSha256,
      List<RecipePart> recipe,
      List<String> quantTypes) {
    this(
        experiment,
        number,
        0,
        kind,
        corpusTokens,
        corpusSha256,
        Optional.empty(),
        Optional.empty(),
        recipe,
        quantTypes);
  }

  /**
   * One that holds a file from outside.
   *
   * @param next the experiment's next number; 0 is for files without imatrix that it makes itself
   */
  public static NewIteration judged(
      ExperimentId experiment, int next, String label, String quantType) {
    return new NewIteration(
        experiment,
        Math.max(1, next),
        0,
        IterationKind.JUDGED,
        0,
        null,
        Optional.empty(),
        Optional.of(label),
        List.of(),
        List.of(quantType));
  }
}
