package dev.quantloop.llama.quantize;

import dev.quantloop.llama.gguf.GgufFile;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What llama-quantize's flags say.
 *
 * @param imatrix an imatrix file, or null
 * @param imatrixName what the metadata of the result call the imatrix file; null for its path
 * @param tokenEmbeddingType a tensor type such as {@code q8_0}, or null for the mix's own choice
 * @param outputTensorType likewise for {@code output.weight}
 * @param tensorTypes overrides {@code regex=type}, first match wins
 * @param nextnType of the layers that predict further tokens, where no override finds them; null
 *     for the mix's own choice
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
    boolean leaveOutputTensor,
    String nextnType,
    ImatrixUse use,
    LibraryOptions library) {

  /** Without a type of their own for the layers that predict further tokens. */
  public QuantizeOptions(
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
    this(
        type,
        imatrix,
        imatrixName,
        threads,
        tokenEmbeddingType,
        outputTensorType,
        tensorTypes,
        pure,
        allowRequantize,
        leaveOutputTensor,
        null,
        ImatrixUse.ALL,
        LibraryOptions.NONE);
  }

  public QuantizeOptions with(ImatrixUse use, LibraryOptions asked) {
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
        leaveOutputTensor,
        nextnType,
        use,
        asked);
  }

  /** The same for another type of file, with other rules {@code regex=type}. */
  public QuantizeOptions withTypes(QuantType other, List<String> rules) {
    return new QuantizeOptions(
        other,
        imatrix,
        imatrixName,
        threads,
        tokenEmbeddingType,
        outputTensorType,
        rules,
        pure,
        allowRequantize,
        leaveOutputTensor,
        nextnType,
        use,
        library);
  }

  /** All rules {@code regex=type} for a model, first match wins. */
  List<String> rulesFor(GgufFile model) {
    Stream<String> nextn =
        nextnType == null
            ? Stream.empty()
            : library.pruning().nextn(model).numbers().stream()
                .map(layer -> "^blk\\.%d\\.=%s".formatted(layer, nextnType));
    return Stream.concat(tensorTypes.stream(), nextn).toList();
  }

  /** Whether llama.cpp refuses this without an importance matrix. */
  public boolean needsImatrix() {
    return type.needsImatrix()
        || ImatrixNeed.ofEmbeddings(tokenEmbeddingType)
        || ImatrixNeed.ofEmbeddings(outputTensorType)
        || nextnType != null && ImatrixNeed.ofOverride("blk=" + nextnType)
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
