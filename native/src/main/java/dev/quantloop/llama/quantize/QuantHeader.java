package dev.quantloop.llama.quantize;

import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.gguf.GgufWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The header of a quant as llama_model_quantize writes it: the model's metadata, except what it
 * says of splitting and of quantization, then what is to be said of that.
 */
final class QuantHeader {
  static final String FILE_TYPE = "general.file_type";

  private static final String VERSION_KEY = "general.quantization_version";

  /** GGML_QNT_VERSION */
  private static final int VERSION = 2;

  private static final Set<String> LEFT_OUT =
      Set.of(VERSION_KEY, FILE_TYPE, "split.no", "split.count", "split.tensors.count");

  private QuantHeader() {}

  /**
   * All up to the first tensor's data.
   *
   * @param imatrix what the file is to say of its imatrix
   * @param tensors as they are to be, in their order
   */
  static byte[] compose(
      GgufFile model, long fileType, KeyValueOverrides imatrix, List<GgufTensor> tensors) {
    Set<String> leftOut = new HashSet<>(LEFT_OUT);
    leftOut.addAll(imatrix.keys());
    GgufWriter header = new GgufWriter();
    for (String key : model.metadata().values().keySet()) {
      if (!leftOut.contains(key)) {
        header.putEntry(model.entry(key));
      }
    }
    header.putUint32(VERSION_KEY, VERSION);
    header.putUint32(FILE_TYPE, fileType);
    imatrix.putInto(header);
    tensors.forEach(header::addTensor);
    return header.header();
  }
}
