package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.ExperimentId;
import java.util.List;

/**
 * An iteration that is to be created; it is found again by experiment and number.
 *
 * @param corpusTokens 0 without imatrix; the recipe is empty then
 * @param corpusSha256 of the recipe's tokens in recipe order; null without imatrix
 * @param quantTypes the types this iteration quantizes to, in order
 */
public record NewIteration(
    ExperimentId experiment,
    int number,
    IterationKind kind,
    long corpusTokens,
    String corpusSha256,
    List<RecipePart> recipe,
    List<String> quantTypes) {
  public NewIteration {
    recipe = List.copyOf(recipe);
    quantTypes = List.copyOf(quantTypes);
  }
}
