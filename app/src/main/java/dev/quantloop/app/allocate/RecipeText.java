package dev.quantloop.app.allocate;

import dev.quantloop.app.format.JudgementText;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.quantize.TensorRecipe;
import dev.quantloop.tracker.record.Comparison;
import dev.quantloop.tracker.service.RecipeStanding;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A recipe of tensor types as people and the quantizer read it. */
public final class RecipeText {
  private RecipeText() {}

  /** What was decided, in words. */
  public static String verdict(Comparison one) {
    return one.reason().isPresent()
        ? one.outcome().word() + ", " + one.reason().get()
        : JudgementText.change(one.change(), one.reach()) + ", " + one.outcome().word();
  }

  /** "Q3_K_M -47.1 ± 1.6 %, improved". */
  static String brief(RecipeStanding one) {
    return one.recipe().target()
        + one.pooled().map(held -> " " + verdict(held)).orElse(" not evaluated yet");
  }

  /**
   * What came of it, as a sentence.
   *
   * @param experiment that evaluates it
   */
  static String finding(RecipeStanding one, String experiment) {
    String of =
        "Types by tensor, %s (%s), against %s: "
            .formatted(one.recipe().inWords(), experiment, one.recipe().stockType());
    return of
        + one.pooled()
            .map(
                held ->
                    "%s; %s: %s"
                        .formatted(
                            verdict(held),
                            one.recommended() ? "recommended" : "not recommended",
                            one.file().orElseThrow().file()))
            .orElse("the files have not been evaluated yet.");
  }

  /** A type for every tensor that is quantized. */
  public static TensorRecipe tensorRecipe(RecipeStanding one) {
    return TensorRecipe.named(one.recipe().stockType(), one.types());
  }

  /** Bits a weight of a type. */
  public static double bits(GgmlType type) {
    return 8.0 * type.blockBytes() / type.blockSize();
  }

  /** "12 Q2_K, 30 Q3_K, 1 Q6_K". */
  public static String types(RecipeStanding one) {
    Map<GgmlType, Long> counts =
        new TreeMap<>(Comparator.comparingDouble(RecipeText::bits).thenComparing(Enum::ordinal));
    one.types().values().forEach(type -> counts.merge(GgmlType.valueOf(type), 1L, Long::sum));
    return counts.entrySet().stream()
        .map(of -> of.getValue() + " " + of.getKey())
        .collect(Collectors.joining(", "));
  }
}
