package dev.quantloop.llama.quantize;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.Remedy;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.gguf.NextnLayers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a quantization will come to, as libllama plans it.
 *
 * @param tensors of the quant in their order, without places
 * @param refused names of those whose type needs an imatrix that they don't have
 * @param givenUp by tensor, the type that it would have if the type's blocks fitted its rows
 * @param quantized by tensor, the quantized type that it has in the model already
 * @param nextn the layers that predict further tokens
 * @param nextnCalibrated whether the imatrix has sums of them
 */
public record QuantForecast(
    List<GgufTensor> tensors,
    List<String> refused,
    Map<String, GgmlType> givenUp,
    Map<String, GgmlType> quantized,
    NextnLayers nextn,
    boolean nextnCalibrated) {
  public QuantForecast {
    tensors = List.copyOf(tensors);
    refused = List.copyOf(refused);
    givenUp = Map.copyOf(givenUp);
    quantized = Map.copyOf(quantized);
  }

  /** The share of the weights that fall back to another type than the quant type has for them. */
  public double fallbackShare() {
    return share(givenUp.keySet()::contains);
  }

  /** What falls back to what, in a line; empty where nothing does. */
  public Optional<String> fallbacks() {
    if (givenUp.isEmpty()) {
      return Optional.empty();
    }
    Set<String> changes = new TreeSet<>();
    tensors.stream().map(this::change).flatMap(Optional::stream).forEach(changes::add);
    return Optional.of(
        "%s of the weights fall back to other types, whose blocks fit their rows: %s"
            .formatted(
                percent(fallbackShare()),
                changes.stream().map(this::withShare).collect(Collectors.joining(", "))));
  }

  /** The tensor as it is in the model, if it is quantized there to no more bits than here. */
  Optional<GgufTensor> betterKept(GgufTensor tensor) {
    return Optional.ofNullable(quantized.get(tensor.name()))
        .filter(before -> before != tensor.type() && tensor.type().quantized())
        .filter(before -> before.width() <= tensor.type().width())
        .map(before -> new GgufTensor(tensor.name(), before, tensor.shape(), 0));
  }

  /**
   * What becomes of tensors that are quantized already, in a line: which stay as they are, and
   * which lose precision a second time. Empty for a model that is not quantized.
   */
  public Optional<String> requantized() {
    Map<String, TensorNames> changes = new TreeMap<>();
    int count = 0;
    for (GgufTensor tensor : tensors) {
      GgmlType before = quantized.get(tensor.name());
      if (before != null) {
        count++;
        changes
            .computeIfAbsent(
                before == tensor.type()
                    ? "stay " + before
                    : "go from " + before + " to " + tensor.type(),
                change -> new TensorNames())
            .add(tensor.name());
      }
    }
    return changes.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "of %d tensors that are quantized already ".formatted(count)
                + changes.entrySet().stream()
                    .map(
                        change ->
                            "%d %s: %s"
                                .formatted(
                                    change.getValue().count(), change.getKey(), change.getValue()))
                    .collect(Collectors.joining("; ")));
  }

  /** What becomes of the layers that predict further tokens, in a line; empty without any. */
  public Optional<String> nextnTypes() {
    Map<GgmlType, Long> types = new TreeMap<>();
    tensors.stream()
        .filter(tensor -> nextn.contains(tensor.name()) && tensor.type().quantized())
        .forEach(tensor -> types.merge(tensor.type(), 1L, Long::sum));
    if (types.isEmpty()) {
      return Optional.empty();
    }
    String numbers =
        nextn.numbers().stream().map(Object::toString).collect(Collectors.joining(", "));
    boolean one = nextn.numbers().size() == 1;
    return Optional.of(
        "%s %s %s further tokens (MTP)%s: of %s weights %s"
            .formatted(
                one ? "layer" : "layers",
                numbers,
                one ? "predicts" : "predict",
                nextnCalibrated ? "" : one ? " and is not calibrated" : " and are not calibrated",
                one ? "its" : "their",
                types.entrySet().stream()
                    .map(entry -> entry.getValue() + " become " + entry.getKey())
                    .collect(Collectors.joining(", "))));
  }

  private Optional<String> change(GgufTensor tensor) {
    return Optional.ofNullable(givenUp.get(tensor.name()))
        .map(wanted -> wanted + " to " + tensor.type());
  }

  private String withShare(String change) {
    Set<String> names =
        tensors.stream()
            .filter(tensor -> change(tensor).filter(change::equals).isPresent())
            .map(GgufTensor::name)
            .collect(Collectors.toSet());
    return "%s (%s)".formatted(change, percent(share(names::contains)));
  }

  private double share(Predicate<String> counted) {
    long all = tensors.stream().mapToLong(GgufTensor::elements).sum();
    return (double)
            tensors.stream()
                .filter(tensor -> counted.test(tensor.name()))
                .mapToLong(GgufTensor::elements)
                .sum()
        / all;
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /**
   * Says that the quant can't be made.
   *
   * @param imatrix which lacks what is refused
   */
  public LlamaException refusal(QuantType type, String imatrix) {
    return new LlamaException(
        "%s needs importance for %s, which %s does not cover (%d such weights in all)"
            .formatted(inNeed(type), refused.get(0), imatrix, refused.size()),
        Remedy.CHOOSE_TENSOR_TYPE);
  }

  /**
   * The type that needs an imatrix, where some are refused: that of the mix, or of the tensor where
   * a rule gives it one that needs more than the mix does.
   */
  String inNeed(QuantType mix) {
    return mix.needsImatrix()
        ? mix.name()
        : tensors.stream()
            .filter(tensor -> tensor.name().equals(refused.get(0)))
            .map(tensor -> tensor.type().name())
            .findFirst()
            .orElseThrow();
  }
}
