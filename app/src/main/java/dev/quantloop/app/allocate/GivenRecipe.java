package dev.quantloop.app.allocate;

import dev.quantloop.llama.quantize.TensorRecipe;

/**
 * A recipe from elsewhere.
 *
 * @param name after its file
 * @param recipe a type for every tensor that is quantized; its base is the stock type that it is
 *     held against
 */
public record GivenRecipe(String name, TensorRecipe recipe) {}
