package dev.quantloop.llama;

/**
 * How a model is loaded.
 *
 * @param gpuLayers layers on the GPU; negative means all of them
 * @param vocabularyOnly loads the tokenizer without any weight
 */
public record ModelOptions(int gpuLayers, boolean vocabularyOnly) {
  public static final ModelOptions DEFAULT = new ModelOptions(-1, false);
  public static final ModelOptions VOCABULARY = new ModelOptions(0, true);

  /** Whether all of a model's layers are wanted on the GPU, the output layer too. */
  boolean holdsLayers(int layers) {
    return gpuLayers < 0 || gpuLayers > layers;
  }
}
