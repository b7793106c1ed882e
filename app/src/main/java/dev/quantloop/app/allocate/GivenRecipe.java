package dev.quantloop.app.allocate;

import dev.quantloop.llama.quantize.TensorRecipe;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A recipe from elsewhere.
 *
 * @param name after its file
 * @param recipe a type for every tensor that is quantized; its base is the stock type that it is
 *     held against
 */
public record GivenRecipe(String name, TensorRecipe recipe) {
  /** Types by tensor, as they are recorded. */
  public Map<String, String> types() {
    return named(recipe);
  }

  /** The types of a recipe, as they are recorded. */
  public static Map<String, String> named(TensorRecipe recipe) {
    Map<String, String> types = new LinkedHashMap<>();
    recipe.types().forEach((tensor, type) -> types.put(tensor, type.name()));
    return types;
  }
}
