package dev.quantloop.llama.quantize;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What is asked of llama_model_quantize itself, and of nothing else here.
 *
 * @param keepSplit whether the quant has as many parts as the model
 * @param bufferMib of rows that are in memory at once; 0 for as much as it likes
 */
public record LibraryOptions(
    LayerPruning pruning, List<MetadataOverride> overrides, boolean keepSplit, int bufferMib) {
  public static final LibraryOptions NONE =
      new LibraryOptions(LayerPruning.NONE, List.of(), false, 0);

  public LibraryOptions {
    overrides = List.copyOf(overrides);
  }

  /**
   * The model as its metadata would be.
   *
   * @throws LlamaException for what can't be done to it
   */
  public GgufFile applied(GgufFile model) {
    GgufFile applied = MetadataOverride.applied(model, overrides);
    applied.requireLoadableModel();
    if (keepSplit) {
      requirePartsLeft(applied);
    }
    pruning.nextn(applied);
    return applied;
  }

  /** The tensors that are left, by the names that they will have. */
  public Map<String, GgufTensor> tensors(GgufFile model) {
    return pruning.left(model);
  }

  /** The file that a quant becomes; where it is in parts, what their names begin with. */
  public Path stem(Path output) {
    return keepSplit
        ? output.resolveSibling(output.getFileName().toString().replaceFirst("\\.gguf$", ""))
        : output;
  }

  /**
   * The files that a quant becomes.
   *
   * @param output that file, or what its parts are called up to their numbers, and .gguf or not
   */
  public List<Path> files(Path output, GgufFile model) {
    if (!keepSplit) {
      return List.of(output);
    }
    int count = model.parts().size();
    Path prefix = stem(output).getFileName();
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> output.resolveSibling("%s-%05d-of-%05d.gguf".formatted(prefix, i, count)))
        .toList();
  }

  /** llama.cpp dies of a part that has lost all its tensors. */
  private void requirePartsLeft(GgufFile model) {
    List<GgufTensor> left = List.copyOf(pruning.left(model).values());
    List<GgufFile> parts = model.parts();
    for (GgufFile part : parts) {
      boolean lost = !part.tensors().isEmpty() && part.tensors().stream().noneMatch(left::contains);
      if (lost) {
        throw new LlamaException(
            "pruning leaves nothing of %s; quantize into one file instead".formatted(part.path()));
      }
    }
  }
}
