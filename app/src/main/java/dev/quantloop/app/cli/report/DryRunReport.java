package dev.quantloop.app.cli.report;

import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.format.TextTable;
import dev.quantloop.app.stage.QuantizeFile.Rehearsal;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.gguf.GgufTensor;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a quantized file would hold, tensor by tensor and type by type. */
public record DryRunReport(Path output, String type, Rehearsal rehearsal) {
  private List<GgufTensor> tensors() {
    return rehearsal.forecast().tensors();
  }

  private static long bytes(List<GgufTensor> tensors) {
    return tensors.stream().mapToLong(GgufTensor::bytes).sum();
  }

  private static long weights(List<GgufTensor> tensors) {
    return tensors.stream().mapToLong(GgufTensor::elements).sum();
  }

  private static double bits(List<GgufTensor> tensors) {
    return 8.0 * bytes(tensors) / weights(tensors);
  }

  private Map<GgmlType, List<GgufTensor>> byType() {
    return tensors().stream()
        .collect(Collectors.groupingBy(GgufTensor::type, TreeMap::new, Collectors.toList()));
  }

  private GgmlType before(GgufTensor tensor) {
    return rehearsal.sources().get(tensor.name()).type();
  }

  public Object document() {
    return Json.object(
        "output", output,
        "type", type,
        "written", false,
        "imatrix_coverage", rehearsal.coverage().map(CoverageReport::document).orElse(null),
        "tensor_bytes", bytes(tensors()),
        "bits_per_weight", bits(tensors()),
        "fallback_share", rehearsal.forecast().fallbackShare(),
        "fallbacks", rehearsal.forecast().fallbacks().orElse(null),
        "requantized", rehearsal.forecast().requantized().orElse(null),
        "nextn_types", rehearsal.forecast().nextnTypes().orElse(null),
        "types", byType().entrySet().stream().map(DryRunReport::typeDocument).toList(),
        "tensors", tensors().stream().map(this::tensorDocument).toList());
  }

  private static Object typeDocument(Map.Entry<GgmlType, List<GgufTensor>> type) {
    return Json.object(
        "type", type.getKey(),
        "tensors", type.getValue().size(),
        "weights", weights(type.getValue()),
        "bytes", bytes(type.getValue()),
        "bits_per_weight", bits(type.getValue()));
  }

  private Object tensorDocument(GgufTensor tensor) {
    return Json.object(
        "name", tensor.name(),
        "from", before(tensor),
        "to", tensor.type(),
        "bytes", tensor.bytes(),
        "bits_per_weight", bits(List.of(tensor)));
  }

  public void print(PrintWriter out) {
    TextTable single = new TextTable("tensor", "from", "to", ">bits a weight", ">size");
    for (GgufTensor tensor : tensors()) {
      single.row(
          tensor.name(),
          before(tensor),
          tensor.type(),
          Numbers.fixed(bits(List.of(tensor)), 2),
          Numbers.bytes(tensor.bytes()));
    }
    single.print(out);
    out.println();
    TextTable types = new TextTable("type", ">tensors", ">weights", ">bits a weight", ">size");
    byType()
        .forEach(
            (type, tensors) ->
                types.row(
                    type,
                    tensors.size(),
                    Numbers.count(weights(tensors)),
                    Numbers.fixed(bits(tensors), 2),
                    Numbers.bytes(bytes(tensors))));
    types.print(out);
    out.println();
    out.printf(
        "%s would be %s, %s bits a weight, %s of tensors from %s; nothing was written.%n",
        output,
        type,
        Numbers.fixed(bits(tensors()), 2),
        Numbers.bytes(bytes(tensors())),
        Numbers.bytes(bytes(List.copyOf(rehearsal.sources().values()))));
  }
}
