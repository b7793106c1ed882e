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

  /** With those that fall back noted: "Q4_K_M (74.0 % of it falls back, mostly to Q5_0),Q8_0". */
  public String noted(List<String> quantTypes) {
    return quantTypes.stream()
        .map(type -> type + (share(type) > 0 ? " (" + fallBack(type) + ")" : ""))
        .collect(Collectors.joining(","));
  }

  /** Of its weights. */
  public String percent(String quantType) {
    return Numbers.percent(share(quantType), 1);
  }

  /** ", 74.0 % of it falls back, mostly to Q5_0"; "" where none does. */
  public String note(String quantType) {
    return share(quantType) > 0 ? ", " + fallBack(quantType) : "";
  }

  private String fallBack(String quantType) {
    return "%s of it falls back, mostly to %s".formatted(percent(quantType), instead(quantType));
  }

  /** The type that most of it becomes. */
  public String instead(String quantType) {
    return QuantSize.typeOfShortRows(tensors, quantType);
  }
}
