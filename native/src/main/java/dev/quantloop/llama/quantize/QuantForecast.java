package dev.quantloop.llama.quantize;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.Remedy;
import dev.quantloop.llama.gguf.GgufTensor;
import java.util.List;

/**
 * What a quantization will come to, as libllama plans it.
 *
 * @param tensors of the quant in their order, without places
 * @param refused names of those whose type needs an imatrix that they don't have
 */
public record QuantForecast(List<GgufTensor> tensors, List<String> refused) {
  public QuantForecast {
    tensors = List.copyOf(tensors);
    refused = List.copyOf(refused);
  }

  /**
   * Says that the quant can't be made.
   *
   * @param imatrix which lacks what is refused
   */
  public LlamaException refusal(QuantType type, String imatrix) {
    return new LlamaException(
        "%s needs importance for %s, of which %s has none (%d such weights in all)"
            .formatted(type, refused.get(0), imatrix, refused.size()),
        Remedy.CHOOSE_TENSOR_TYPE);
  }
}
