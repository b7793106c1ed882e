package dev.quantloop.app.experiment;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.memory.QuantSize;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.tracker.record.Quant;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says how much of a quant is of other types than its name says.
 *
 * @param tensors of the model
 * @param kept by quant type, what stays as it is in a model that is quantized already
 */
public record Fallbacks(List<GgufTensor> tensors, Map<String, KeptTensors> kept) {
  /** Of a model that is not quantized. */
  public Fallbacks(List<GgufTensor> tensors) {
    this(tensors, Map.of());
  }

  /**
   * Of a model; nothing is known of one whose file is gone.
   *
   * @param quants of it, whose files may be gone
   */
  public static Fallbacks of(Path model, List<Quant> quants) {
    try {
      List<GgufTensor> tensors = BaselineFile.open(model).tensors();
      Map<String, KeptTensors> kept = new HashMap<>();
      for (Quant quant : quants) {
        if (kept.getOrDefault(quant.quantType(), KeptTensors.NONE).isEmpty()) {
          kept.put(quant.quantType(), KeptTensors.of(tensors, quant.file()));
        }
      }
      return new Fallbacks(tensors, kept);
    } catch (LlamaException e) {
      return new Fallbacks(List.of());
    }
  }

  /** Whether nothing more can be known of these types. */
  public boolean isComplete(List<String> quantTypes) {
    return tensors.stream().noneMatch(tensor -> tensor.type().quantized())
        || quantTypes.stream().noneMatch(type -> kept(type).isEmpty());
  }

  /** What of a type stays as it is. */
  public KeptTensors kept(String quantType) {
    return kept.getOrDefault(quantType, KeptTensors.NONE);
  }

  /** 0 to 1. */
  public double share(String quantType) {
    return tensors.isEmpty() ? 0 : QuantSize.fallbackShare(tensors, quantType);
  }

  /** With those that fall back noted: "Q4_K_M (74.0 % of it falls back, mostly to Q5_0),Q8_0". */
  public String noted(List<String> quantTypes) {
    return quantTypes.stream()
        .map(type -> type + (notes(type).isEmpty() ? "" : " (" + notes(type) + ")"))
        .collect(Collectors.joining(","));
  }

  /** Of its weights. */
  public String percent(String quantType) {
    return Numbers.percent(share(quantType), 1);
  }

  private String notes(String quantType) {
    return Stream.of(fallsBack(quantType), kept(quantType).counts())
        .filter(note -> !note.isEmpty())
        .collect(Collectors.joining(", "));
  }

  /** ", 74.0 % of it falls back, mostly to Q5_0"; "" where none does, and nothing is kept. */
  public String note(String quantType) {
    return Stream.of(fallsBack(quantType), kept(quantType).names())
        .filter(note -> !note.isEmpty())
        .map(note -> ", " + note)
        .collect(Collectors.joining());
  }

  private String fallsBack(String quantType) {
    return share(quantType) > 0 ? fallBack(quantType) : "";
  }

  private String fallBack(String quantType) {
    return "%s of it falls back, mostly to %s".formatted(percent(quantType), instead(quantType));
  }

  /** The type that most of it becomes. */
  public String instead(String quantType) {
    return QuantSize.typeOfShortRows(tensors, quantType);
  }
}
