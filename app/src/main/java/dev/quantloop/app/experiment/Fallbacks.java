package dev.quantloop.app.experiment;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.memory.QuantSize;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.gguf.GgufTensor;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Says how much of a quant is of other types than its name says. */
public record Fallbacks(List<GgufTensor> tensors) {
  /** Of a model; nothing is known of one whose file is gone. */
  public static Fallbacks of(Path model) {
    try {
      return new Fallbacks(BaselineFile.open(model).tensors());
    } catch (LlamaException e) {
      return new Fallbacks(List.of());
    }
  }

  /** 0 to 1. */
  public double share(String quantType) {
    return tensors.isEmpty() ? 0 : QuantSize.fallbackShare(tensors, quantType);
  }

  /** With those of the types that fall back noted: "Q4_K_M (74.0 % of it falls back), Q8_0". */
  public String noted(List<String> quantTypes) {
    return quantTypes.stream()
        .map(type -> type + (share(type) > 0 ? " (" + percent(type) + " of it falls back)" : ""))
        .collect(Collectors.joining(","));
  }

  /** Of its weights. */
  public String percent(String quantType) {
    return Numbers.percent(share(quantType), 1);
  }

  /** ", 74.0 % of it falls back to other types"; "" where none does. */
  public String note(String quantType) {
    return share(quantType) > 0
        ? ", " + percent(quantType) + " of it falls back to other types"
        : "";
  }
}
