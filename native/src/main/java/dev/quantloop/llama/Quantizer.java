package dev.quantloop.llama;

import java.nio.file.Path;

/** Quantizes a model file with llama_model_quantize. */
public final class Quantizer {
  private Quantizer() {}

  public static QuantizeResult quantize(
      LlamaLibrary library,
      Path input,
      Path output,
      QuantizeOptions options,
      ProgressListener tensors) {
    throw new UnsupportedOperationException();
  }
}
