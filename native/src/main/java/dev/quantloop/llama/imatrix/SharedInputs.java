package dev.quantloop.llama.imatrix;

import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Weights with the same input, so that the sums of one are those of the others: gate and up of a
 * feed-forward layer, and the two merged into one, as some converters do.
 */
final class SharedInputs {
  private static final Pattern NAME =
      Pattern.compile("(.*\\.ffn_)(gate_up|gate|up)((?:_exps|_chexps|_shexp)?\\.weight)");

  private SharedInputs() {}

  /** For weights of the model without sums, which other weight of the imatrix has them. */
  static Map<String, String> of(GgufFile model, ImatrixSums sums) {
    Map<String, String> sources = new LinkedHashMap<>();
    for (GgufTensor tensor : model.modelTensors().values()) {
      if (!sums.entries().containsKey(tensor.name())) {
        sources(tensor, sums).findFirst().ifPresent(one -> sources.put(tensor.name(), one));
      }
    }
    return sources;
  }

  /** All weights of the imatrix that could stand for one of the model without sums. */
  static Set<String> standIns(GgufFile model, ImatrixSums sums) {
    return model.modelTensors().values().stream()
        .filter(tensor -> !sums.entries().containsKey(tensor.name()))
        .flatMap(tensor -> sources(tensor, sums))
        .collect(Collectors.toSet());
  }

  private static Stream<String> sources(GgufTensor tensor, ImatrixSums sums) {
    Matcher name = NAME.matcher(tensor.name());
    if (!name.matches()) {
      return Stream.empty();
    }
    return Stream.of("gate_up", "gate", "up")
        .map(part -> name.group(1) + part + name.group(3))
        .filter(other -> fits(sums.entries().get(other), tensor));
  }

  private static boolean fits(ImatrixEntry entry, GgufTensor tensor) {
    return Objects.nonNull(entry)
        && entry.sums().length == tensor.dimension(0) * tensor.dimension(2) * tensor.dimension(3);
  }
}
