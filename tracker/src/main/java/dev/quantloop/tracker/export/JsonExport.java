package dev.quantloop.tracker.export;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ModelFile;
import dev.quantloop.tracker.record.Note;
import dev.quantloop.tracker.record.Source;
import dev.quantloop.tracker.record.Tag;
import dev.quantloop.tracker.view.FigureTable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The history as one JSON object, with the column names of the database as keys. */
final class JsonExport implements ExportFormat.Writer {
  @Override
  public void write(History history, Appendable out) throws IOException {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("experiment", experiment(history.experiment()));
    root.put("model", model(history.model()));
    root.put("sources", history.sources().stream().map(JsonExport::source).toList());
    root.put("tags", history.tags().stream().map(JsonExport::tag).toList());
    root.put("notes", history.notes().stream().map(JsonExport::note).toList());
    root.put("figures", figures(history.figures()));
    JSON json =
        JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).with(JSON.Feature.WRITE_NULL_PROPERTIES);
    out.append(json.asString(root)).append('\n');
  }

  private static Map<String, Object> experiment(Experiment experiment) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", experiment.name());
    object.put("created_at", experiment.createdAt().toString());
    object.put("program_version", experiment.programVersion());
    object.putAll(experiment.settings().values());
    return object;
  }

  private static Map<String, Object> model(ModelFile model) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", model.name());
    object.put("sha256", model.sha256());
    object.put("architecture", model.architecture());
    object.put("file_type", model.fileType());
    object.put("bytes", model.bytes());
    object.put("parameters", model.parameters());
    return object;
  }

  private static Map<String, Object> source(Source source) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", source.name());
    object.put("domain", source.domain());
    object.put("sha256", source.sha256());
    object.put("bytes", source.bytes());
    return object;
  }

  private static Map<String, Object> tag(Tag tag) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", tag.name());
    object.put("iteration", tag.iteration().orElse(null));
    return object;
  }

  private static Map<String, Object> note(Note note) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("iteration", note.iteration().orElse(null));
    object.put("text", note.text());
    object.put("created_at", note.createdAt().toString());
    return object;
  }

  private static List<Map<String, Object>> figures(FigureTable figures) {
    return figures.rows().stream().map(row -> figure(figures.columns(), row)).toList();
  }

  private static Map<String, Object> figure(List<String> columns, List<Object> row) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      object.put(columns.get(i), row.get(i));
    }
    return object;
  }
}
