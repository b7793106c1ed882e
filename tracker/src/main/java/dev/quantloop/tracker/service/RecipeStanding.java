package dev.quantloop.tracker.service;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.record.AllocatedRecipe;
import dev.quantloop.tracker.record.Comparison;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.RecordValues;
import dev.quantloop.tracker.record.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A recipe beside the stock type that it is held against.
 *
 * @param types by tensor; none before they are chosen
 * @param file empty before it is made, as is the stock type's
 * @param against the stock type: on all text, then on each evaluation set; none before both files
 *     are judged
 * @param sets that are evaluated on
 */
public record RecipeStanding(
    AllocatedRecipe recipe,
    Map<String, String> types,
    Optional<Quant> file,
    Optional<Quant> stock,
    List<Comparison> against,
    List<EvaluationSet> sets) {

  /** In the order in which they were asked for, as they are now; judges nothing. */
  public static List<RecipeStanding> list(Tracker tracker, ExperimentId experiment) {
    List<EvaluationSet> sets = tracker.experiments().evaluationSets(experiment);
    return tracker.allocations().recipes(experiment).stream()
        .map(recipe -> of(tracker, recipe, sets))
        .toList();
  }

  private static RecipeStanding of(
      Tracker tracker, AllocatedRecipe recipe, List<EvaluationSet> sets) {
    Optional<Quant> file = recipe.iteration().flatMap(id -> quant(tracker, id));
    Optional<Quant> stock = recipe.stockIteration().flatMap(id -> quant(tracker, id));
    List<Comparison> against =
        file.isPresent() && stock.isPresent()
            ? tracker.verdicts().files(stock.get().id(), file.get().id())
            : List.of();
    return new RecipeStanding(
        recipe, tracker.allocations().types(recipe), file, stock, against, sets);
  }

  private static Optional<Quant> quant(Tracker tracker, IterationId iteration) {
    return tracker.iterations().quants(iteration).stream().findFirst();
  }

  /** On all text. */
  public Optional<Comparison> pooled() {
    return against.stream().filter(one -> one.evaluationSet().isEmpty()).findFirst();
  }

  /** Whether the recipe is detectably better on all text, and on none of its parts worse. */
  public boolean recommended() {
    return pooled().filter(one -> one.outcome() == Verdict.IMPROVED).isPresent()
        && against.stream().noneMatch(one -> one.outcome() == Verdict.WORSE);
  }

  /** The text that a verdict is on. */
  public String on(Comparison one) {
    return one.evaluationSet()
        .map(
            id ->
                sets.stream()
                    .filter(set -> set.id().equals(id))
                    .map(EvaluationSet::name)
                    .findFirst()
                    .orElse("?"))
        .orElse("all text");
  }

  /** All but its files and the types of its tensors, by the names of columns. */
  public Map<String, Object> document() {
    Map<String, Object> document =
        RecordValues.without(recipe, "experiment", "iteration", "stock_iteration");
    document.put("recommended", recommended());
    document.put("against_stock", against.stream().map(this::document).toList());
    return document;
  }

  private Map<String, Object> document(Comparison one) {
    Map<String, Object> document = one.values();
    document.put("evaluation_set", on(one));
    document.put("verdict", one.outcome().word());
    return document;
  }
}
