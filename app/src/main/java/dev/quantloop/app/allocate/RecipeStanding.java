package dev.quantloop.app.allocate;

import dev.quantloop.app.format.JudgementText;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.quantize.TensorRecipe;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.record.AllocatedRecipe;
import dev.quantloop.tracker.record.Comparison;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.Verdict;
import dev.quantloop.tracker.service.Tracker;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

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

  static RecipeStanding of(Tracker tracker, AllocatedRecipe recipe, List<EvaluationSet> sets) {
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

  /** What was decided, in words. */
  public static String verdict(Comparison one) {
    return one.reason().isPresent()
        ? one.outcome().word() + ", " + one.reason().get()
        : JudgementText.change(one.change(), one.reach()) + ", " + one.outcome().word();
  }

  /** "Q3_K_M -47.1 ± 1.6 %, improved". */
  String brief() {
    return recipe.target() + pooled().map(one -> " " + verdict(one)).orElse(" not evaluated yet");
  }

  /**
   * What came of it, as a sentence.
   *
   * @param experiment that evaluates it
   */
  String finding(String experiment) {
    String of =
        "Types by tensor, %s (%s), against %s: "
            .formatted(recipe.inWords(), experiment, recipe.stockType());
    return of
        + pooled()
            .map(
                one ->
                    "%s; %s: %s"
                        .formatted(
                            verdict(one),
                            recommended() ? "recommended" : "not recommended",
                            file.orElseThrow().file()))
            .orElse("the files have not been evaluated yet.");
  }

  /** A type for every tensor that is quantized. */
  public TensorRecipe tensorRecipe() {
    return TensorRecipe.named(recipe.stockType(), types);
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

  /** Bits a weight of a type. */
  public static double bits(GgmlType type) {
    return 8.0 * type.blockBytes() / type.blockSize();
  }

  /** "12 Q2_K, 30 Q3_K, 1 Q6_K". */
  public String typesText() {
    Map<GgmlType, Long> counts =
        new TreeMap<>(
            Comparator.comparingDouble(RecipeStanding::bits).thenComparing(Enum::ordinal));
    types.values().forEach(type -> counts.merge(GgmlType.valueOf(type), 1L, Long::sum));
    return counts.entrySet().stream()
        .map(of -> of.getValue() + " " + of.getKey())
        .collect(Collectors.joining(", "));
  }
}
