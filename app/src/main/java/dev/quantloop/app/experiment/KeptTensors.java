package dev.quantloop.app.experiment;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.quantize.TensorNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Tensors of a quant that have the quantized type which they have in its model, by that type. */
public record KeptTensors(Map<GgmlType, TensorNames> byType) {
  public static final KeptTensors NONE = new KeptTensors(Map.of());

  /** Of a file; nothing is known of one that is gone. */
  public static KeptTensors of(List<GgufTensor> model, Path quant) {
    Map<String, GgmlType> quantized =
        model.stream()
            .filter(tensor -> tensor.type().quantized())
            .collect(Collectors.toMap(GgufTensor::name, GgufTensor::type));
    if (quantized.isEmpty() || !Files.isRegularFile(quant)) {
      return NONE;
    }
    try {
      Map<GgmlType, TensorNames> kept = new TreeMap<>();
      BaselineFile.open(quant).tensors().stream()
          .filter(tensor -> tensor.type() == quantized.get(tensor.name()))
          .forEach(
              tensor ->
                  kept.computeIfAbsent(tensor.type(), type -> new TensorNames())
                      .add(tensor.name()));
      return new KeptTensors(kept);
    } catch (LlamaException e) {
      return NONE;
    }
  }

  public boolean isEmpty() {
    return byType.isEmpty();
  }

  /** "6 tensors stay MXFP4". */
  public String counts() {
    return inWords(names -> "");
  }

  /** "6 tensors stay MXFP4: blk.*.ffn_up_exps.weight (6)". */
  public String names() {
    return inWords(names -> ": " + names);
  }

  /** Their number by type, as documents hold it. */
  public Map<String, Object> document() {
    Map<String, Object> counts = new LinkedHashMap<>();
    byType.forEach((type, names) -> counts.put(type.name(), names.count()));
    return counts;
  }

  private String inWords(Function<TensorNames, String> more) {
    return byType.entrySet().stream()
        .map(
            kept ->
                "%d tensors stay %s%s"
                    .formatted(kept.getValue().count(), kept.getKey(), more.apply(kept.getValue())))
        .collect(Collectors.joining("; "));
  }
}
