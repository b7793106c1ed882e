package dev.quantloop.llama.quantize;

import dev.quantloop.llama.LogLevel;
import dev.quantloop.llama.LogSink;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
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
  private static final Pattern TENSOR =
      Pattern.compile(
          "^\\[\\s*\\d+/\\s*\\d+] (\\S+) +- \\[[^]]*], type = +\\S+, size = .* MiB(?: \\((\\S+)\\))?$");

  /** A type whose blocks don't fit a tensor's rows gives way to another. */
  private static final Pattern FALLBACK =
      Pattern.compile(
          "^warning: (\\S+) +- ncols +\\d+ not divisible by +\\d+ \\(required for type +(\\S+)\\).*");

  private final Map<String, GgufTensor> sources = new HashMap<>();
  private final Map<String, GgmlType> types = new HashMap<>();
  private final List<GgufTensor> tensors = new ArrayList<>();
  private final Map<String, GgmlType> givenUp = new HashMap<>();
  private boolean understood = true;

  /**
   * @param typeName what the library calls the type of a number
   */
  QuantPlan(GgufFile model, IntFunction<String> typeName) {
    model.parts().forEach(part -> sources.putAll(part.byName()));
    for (GgmlType type : GgmlType.values()) {
      types.put(typeName.apply(type.id()), type);
    }
  }

  @Override
  public void line(LogLevel level, String line) {
    Matcher fallback = FALLBACK.matcher(line.strip());
    if (fallback.matches() && types.containsKey(fallback.group(2))) {
      givenUp.put(fallback.group(1), types.get(fallback.group(2)));
    }
    Matcher tensor = TENSOR.matcher(line.stripTrailing());
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

  /** By tensor, the types that did not fit. */
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
