package dev.quantloop.llama.quantize;

import java.nio.file.Path;
import java.util.List;

/**
 * What llama-quantize's flags say.
 *
 * @param imatrix an imatrix file, or null
 * @param imatrixName what the metadata of the result call the imatrix file; null for its path
 * @param tokenEmbeddingType a tensor type such as {@code q8_0}, or null for the mix's own choice
 * @param outputTensorType likewise for {@code output.weight}
 * @param tensorTypes overrides {@code regex=type}, first match wins
 */
public record QuantizeOptions(
    QuantType type,
    Path imatrix,
    String imatrixName,
    int threads,
    String tokenEmbeddingType,
    String outputTensorType,
    List<String> tensorTypes,
    boolean pure,
    boolean allowRequantize,
    boolean leaveOutputTensor) {

  /** Whether llama.cpp refuses this without an importance matrix. */
  public boolean needsImatrix() {
    return type.needsImatrix()
        || ImatrixNeed.ofEmbeddings(tokenEmbeddingType)
        || ImatrixNeed.ofEmbeddings(outputTensorType)
        || tensorTypes.stream().anyMatch(ImatrixNeed::ofOverride);
  }

  /** What the metadata of the result call the imatrix. */
  String nameOfImatrix() {
    return imatrixName == null ? imatrix.toString() : imatrixName;
  }

  public static QuantizeOptions of(QuantType type, Path imatrix, int threads) {
    return new QuantizeOptions(
        type, imatrix, null, threads, null, null, List.of(), false, false, false);
  }
}
