package dev.quantloop.llama.model;

/**
 * How a model is loaded.
 *
 * @param gpuLayers layers on the GPU; negative means all of them
 * @param split how they are spread over several GPUs
 * @param vocabularyOnly loads the tokenizer without any weight
 * @param cpuOnly takes no GPU at all, also not to compute with weights that are in main memory
 * @param writable reads all weights into memory of its own, where they can be replaced, instead of
 *     mapping the file
 * @param nextn also loads the layers that predict further tokens
 */
public record ModelOptions(
    int gpuLayers,
    DeviceSplit split,
    boolean vocabularyOnly,
    boolean cpuOnly,
    boolean writable,
    boolean nextn) {
  public static final ModelOptions DEFAULT = of(-1);
  public static final ModelOptions VOCABULARY =
      new ModelOptions(0, DeviceSplit.DEFAULT, true, false, false, false);

  /** With so many layers on the GPU, spread as llama.cpp does. */
  public static ModelOptions of(int gpuLayers) {
    return of(gpuLayers, DeviceSplit.DEFAULT);
  }

  public static ModelOptions of(int gpuLayers, DeviceSplit split) {
    return new ModelOptions(gpuLayers, split, false, false, false, false);
  }

  /** The same with another number of layers on the GPU; with none it leaves the GPU alone. */
  public ModelOptions withGpuLayers(int layers) {
    return new ModelOptions(layers, split, vocabularyOnly, layers == 0, writable, nextn);
  }

  /** The same with weights that can be replaced, where the library can load them so. */
  public ModelOptions withWritableWeights() {
    return new ModelOptions(gpuLayers, split, vocabularyOnly, cpuOnly, true, nextn);
  }

  /** The same with the layers that predict further tokens, for {@link Context#ofNextn}. */
  public ModelOptions withNextnLayers() {
    return new ModelOptions(gpuLayers, split, vocabularyOnly, cpuOnly, writable, true);
  }

  /** Whether all of a model's layers are wanted on the GPU, the output layer too. */
  boolean holdsLayers(int layers) {
    return gpuLayers < 0 || gpuLayers > layers;
  }
}
