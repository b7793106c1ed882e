package dev.quantloop.llama.quantize;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.imatrix.ImatrixEntry;
import dev.quantloop.llama.imatrix.ImatrixSums;
import java.nio.file.Path;
import java.util.Map;

/**
 * Whether an imatrix is of the model that it is used for. llama.cpp tells only while it quantizes,
 * and quantizes without the entries that are missing.
 */
final class ImatrixFit {
  private ImatrixFit() {}

  /**
   * @throws LlamaException if no entry names a tensor of the model, or one has another width
   */
  static void require(ImatrixSums sums, GgufFile model, Path imatrix) {
    boolean any = false;
    for (Map.Entry<String, ImatrixEntry> entry : sums.entries().entrySet()) {
      GgufTensor tensor = model.tensor(entry.getKey()).orElse(null);
      if (tensor != null) {
        any = true;
        requireWidth(entry.getKey(), entry.getValue(), tensor, imatrix);
      }
    }
    if (!any) {
      throw new LlamaException(
          "%s is an imatrix of another model: %s has none of its tensors"
              .formatted(imatrix, model.path()));
    }
  }

  private static void requireWidth(
      String name, ImatrixEntry entry, GgufTensor tensor, Path imatrix) {
    long width = tensor.dimension(0) * tensor.dimension(2) * tensor.dimension(3);
    if (entry.sums().length != width) {
      throw new LlamaException(
          "%s is an imatrix of another model: it has %d values for %s, the model has %d columns"
              .formatted(imatrix, entry.sums().length, name, width));
    }
  }
}
