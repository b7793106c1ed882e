package dev.quantloop.llama.quantize;

import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
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

  /**
   * Tensors that are quantized already and stay as they are, with their types: those that would get
   * a type of as many bits or more, which can only lose. What is said of a tensor explicitly holds.
   *
   * @param planned what would become of all without them
   */
  List<GgufTensor> toKeep(QuantForecast planned) {
    if (!allowRequantize || pure) {
      return List.of();
    }
    return planned.tensors().stream()
        .filter(tensor -> !isExplicit(tensor.name()))
        .flatMap(tensor -> planned.betterKept(tensor).stream())
        .toList();
  }

  private boolean isExplicit(String tensor) {
    return tensor.equals("output.weight") && outputTensorType != null
        || tensor.equals("token_embd.weight") && tokenEmbeddingType != null
        || tensorTypes.stream().map(TensorRule::parse).anyMatch(rule -> rule.finder().test(tensor));
  }

  /**
   * All rules {@code regex=type} for a model, first match wins.
   *
   * @param kept by {@link #toKeep}
   */
  List<String> rulesFor(GgufFile model, List<GgufTensor> kept) {
    Stream<String> nextn =
        nextnType == null
            ? Stream.empty()
            : library.pruning().nextn(model).numbers().stream()
                .map(layer -> "^blk\\.%d\\.=%s".formatted(layer, nextnType));
    Stream<String> keeping =
        kept.stream()
            .map(tensor -> "^%s$=%s".formatted(tensor.name().replace(".", "\\."), tensor.type()));
    return Stream.of(tensorTypes.stream(), keeping, nextn).flatMap(rules -> rules).toList();
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
