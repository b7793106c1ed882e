package dev.quantloop.tracker.export;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ImportedResult;
import dev.quantloop.tracker.record.NoiseFloor;
import dev.quantloop.tracker.record.RecordValues;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The history as one JSON object, with the column names of the database as keys. */
final class JsonExport implements ExportFormat.Writer {
  private static final JSON WRITER =
      JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT, JSON.Feature.WRITE_NULL_PROPERTIES);

  @Override
  public void write(History history, Appendable out) throws IOException {
    Experiment experiment = history.experiment();
    var settings = RecordValues.of(experiment, "name", "created_at", "program_version");
    settings.putAll(experiment.settings().values());
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("experiment", settings);
    root.put(
        "model",
        RecordValues.of(
            history.model(), "name", "sha256", "architecture", "file_type", "bytes", "parameters"));
    root.put("noise_floor", history.noiseFloor().map(NoiseFloor::document).orElse(null));
    root.put("quarantine", history.quarantine().stream().map(RecordValues::of).toList());
    root.put("sources", objects(history.sources(), "name", "domain", "sha256", "bytes"));
    root.put("tags", objects(history.tags(), "name", "iteration"));
    root.put("notes", objects(history.notes(), "iteration", "text", "created_at"));
    root.put("held_out", heldOut(history));
    root.put("figures", history.figures().objects());
    root.put("imported", history.imported().stream().map(JsonExport::imported).toList());
    out.append(WRITER.asString(root)).append('\n');
  }

  private static Map<String, Object> imported(ImportedResult result) {
    Map<String, Object> object = RecordValues.without(result, "figures");
    result
        .figures()
        .forEach(
            (figure, estimate) -> {
              object.put(figure.key(), estimate.value());
              object.put(
                  figure.key() + "_error",
                  Double.isNaN(estimate.error()) ? null : estimate.error());
            });
    return object;
  }

  private static List<?> heldOut(History history) {
    return history.ranking().stream()
        .filter(row -> history.heldOut().containsKey(row.quant()))
        .map(
            row -> {
              Map<String, Object> object = RecordValues.of(row, "iteration", "quant_type");
              object.putAll(history.heldOut().get(row.quant()).byKey());
              return object;
            })
        .toList();
  }

  private static List<?> objects(List<? extends Record> records, String... names) {
    return records.stream().map(record -> RecordValues.of(record, names)).toList();
  }
}
