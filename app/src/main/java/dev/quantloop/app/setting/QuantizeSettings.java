package dev.quantloop.app.setting;

import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.llama.quantize.QuantizeOptions;
import java.nio.file.Path;
import java.util.List;

/**
 * How an experiment quantizes, beside type and imatrix.
 *
 * @param tokenEmbeddingType a tensor type, or null for the mix's own choice
 * @param outputTensorType likewise
 * @param tensorTypes overrides {@code regex=type}
 * @param allowRequantize takes a baseline that is quantized already
 */
public record QuantizeSettings(
    String tokenEmbeddingType,
    String outputTensorType,
    List<String> tensorTypes,
    boolean pure,
    boolean leaveOutputTensor,
    boolean allowRequantize) {
  public QuantizeSettings {
    tensorTypes = List.copyOf(tensorTypes);
  }

  /**
   * The options of one quantization.
   *
   * @param imatrixName what the file's metadata call the imatrix; null for its path
   */
  public QuantizeOptions options(QuantType type, Path imatrix, String imatrixName, int threads) {
    return new QuantizeOptions(
        type,
        imatrix,
        imatrixName,
        threads,
        tokenEmbeddingType,
        outputTensorType,
        tensorTypes,
        pure,
        allowRequantize,
        leaveOutputTensor);
  }
}
