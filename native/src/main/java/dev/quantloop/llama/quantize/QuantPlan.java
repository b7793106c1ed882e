package dev.quantloop.llama.quantize;

import dev.quantloop.llama.LogLevel;
import dev.quantloop.llama.LogSink;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.jna.AbiLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which tensor of a quant gets which type, and in what order they stand, read from the lines of a
 * dry run of llama_model_quantize.
 */
final class QuantPlan implements LogSink {
  private final Pattern planned;
  private final Pattern typeGivenUp;
  private final Map<String, GgufTensor> sources;
  private final Map<String, GgmlType> types = new HashMap<>();
  private final List<GgufTensor> tensors = new ArrayList<>();
  private final Map<String, GgmlType> givenUp = new HashMap<>();
  private boolean understood = true;

  /**
   * @param sources the model's tensors by the names that they have in the quant
   * @param typeName what the library calls the type of a number
   */
  QuantPlan(Map<String, GgufTensor> sources, AbiLayout layout, IntFunction<String> typeName) {
    this.sources = sources;
    planned = layout.logLine("tensor_planned");
    typeGivenUp = layout.logLine("type_given_up");
    for (GgmlType type : GgmlType.values()) {
      types.put(typeName.apply(type.id()), type);
    }
  }

  @Override
  public void line(LogLevel level, String line) {
    Matcher fallback = typeGivenUp.matcher(line.strip());
    if (fallback.matches() && types.containsKey(fallback.group(2))) {
      givenUp.put(fallback.group(1), types.get(fallback.group(2)));
    }
    Matcher tensor = planned.matcher(line.stripTrailing());
    if (tensor.matches()) {
      add(tensor.group(1), tensor.group(2));
    }
  }

  private void add(String name, String typeName) {
    GgufTensor source = sources.get(name);
    if (source == null || typeName != null && types.get(typeName) == null) {
      understood = false;
      return;
    }
    GgmlType type = typeName == null ? source.type() : types.get(typeName);
    tensors.add(new GgufTensor(name, type, source.shape(), 0));
  }

  /** By tensor, the types whose blocks did not fit its rows, so that others took their place. */
  Map<String, GgmlType> givenUp() {
    return givenUp;
  }

  /** Whether a tensor keeps its type. */
  boolean keeps(GgufTensor tensor) {
    return sources.get(tensor.name()).type() == tensor.type();
  }

  /** The tensors of the quant, without places; empty where the lines did not tell all of them. */
  Optional<List<GgufTensor>> tensors() {
    return understood && tensors.size() == sources.size()
        ? Optional.of(List.copyOf(tensors))
        : Optional.empty();
  }
}
