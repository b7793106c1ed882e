package dev.quantloop.tracker.export;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.quantloop.tracker.export.History.ExportedRecipe;
import dev.quantloop.tracker.export.History.StoppedFile;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ImportedResult;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.ModelFile;
import dev.quantloop.tracker.record.NoiseFloor;
import dev.quantloop.tracker.record.RecordValues;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.service.FileRanking.Ranked;
import dev.quantloop.tracker.stats.Resampling;
import dev.quantloop.tracker.view.RankingRow;
import dev.quantloop.tracker.view.ScoredFile;
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
    root.put("model", history.model().isKnown() ? model(history.model()) : null);
    root.put("noise_floor", history.noiseFloor().map(NoiseFloor::document).orElse(null));
    root.put("quarantine", history.quarantine().stream().map(RecordValues::of).toList());
    root.put(
        "baseline_logits",
        history.logits().map(source -> RecordValues.of(source, "name", "sha256")).orElse(null));
    root.put("sources", objects(history.sources(), "name", "domain", "sha256", "bytes"));
    root.put("corpora", corpora(history));
    root.put(
        "evaluation_sets",
        objects(history.evaluationSets(), "name", "domain", "first_token", "chunks", "sha256"));
    root.put("tags", objects(history.tags(), "name", "iteration"));
    root.put("notes", objects(history.notes(), "iteration", "text", "created_at"));
    root.put("runs", history.runs().stream().map(JsonExport::run).toList());
    root.put("iterations", history.iterations().stream().map(i -> iteration(history, i)).toList());
    root.put("intervals", intervals());
    root.put("ranking", history.ranking().stream().map(row -> ranked(history, row)).toList());
    root.put("files", history.files().stream().map(JsonExport::file).toList());
    root.put("stopped_early", history.stopped().stream().map(JsonExport::stopped).toList());
    root.put("diminishing_returns", history.returns().stream().map(RecordValues::of).toList());
    root.put("held_out", heldOut(history));
    root.put("figures", history.figures().objects());
    root.put("recipes", history.recipes().stream().map(JsonExport::recipe).toList());
    root.put("imported", history.imported().stream().map(JsonExport::imported).toList());
    out.append(WRITER.asString(Finite.of(root))).append('\n');
  }

  private static Map<String, Object> model(ModelFile model) {
    return RecordValues.of(
        model, "name", "sha256", "architecture", "file_type", "bytes", "parameters");
  }

  /** The split: which tokens of each source are evaluated on, and which calibrate. */
  private static List<?> corpora(History history) {
    return objects(
        history.corpora(),
        "name",
        "domain",
        "sha256",
        "tokens",
        "evaluation_first_token",
        "evaluation_tokens",
        "pool_first_token",
        "pool_tokens");
  }

  /** How all intervals were made. */
  private static Map<String, Object> intervals() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("level", 0.95);
    object.put("method", Resampling.METHOD);
    object.put("resamples", Resampling.DEFAULT.resamples());
    object.put("seed", Resampling.DEFAULT.seed());
    return object;
  }

  /** With its progress, as far as there is any. */
  private static Map<String, Object> run(Run run) {
    Map<String, Object> object =
        RecordValues.of(run, "id", "state", "started_at", "heartbeat_at", "ended_at", "reason");
    object.put("progress", run.progress().map(RecordValues::of).orElse(null));
    return object;
  }

  private static Map<String, Object> iteration(History history, Iteration iteration) {
    Map<String, Object> object =
        RecordValues.of(
            iteration,
            "number",
            "kind",
            "state",
            "label",
            "corpus_tokens",
            "corpus_sha256",
            "created_at",
            "ended_at");
    object.put(
        "recipe",
        iteration.recipe().stream()
            .map(
                part -> {
                  Map<String, Object> block = new LinkedHashMap<>();
                  block.put("source", history.source(part.corpus()));
                  block.putAll(RecordValues.without(part, "corpus"));
                  return block;
                })
            .toList());
    object.put(
        "imatrix",
        history
            .imatrix(iteration)
            .map(
                imatrix -> {
                  Map<String, Object> made =
                      RecordValues.of(imatrix, "bytes", "sha256", "entries", "chunks", "tokens");
                  made.put("provenance", RecordValues.of(imatrix.provenance()));
                  return made;
                })
            .orElse(null));
    return object;
  }

  /** Figures and intervals of a quant, what was decided of it, and what that rests on. */
  private static Map<String, Object> ranked(History history, RankingRow row) {
    ScoredFile file = history.file(row.quant());
    Map<String, Object> object =
        RecordValues.of(
            row,
            "rank",
            "iteration",
            "kind",
            "corpus_tokens",
            "quant_type",
            "bytes",
            "bits_per_weight",
            "recommended");
    object.put("at_most_worse", row.recommended() ? history.atMostWorse(row) : null);
    object.put("sha256", file.quant().sha256());
    object.put("provenance", RecordValues.of(file.quant().provenance()));
    object.putAll(RecordValues.of(row.judgement()));
    object.putAll(row.statistics().byKey());
    file.intervals()
        .forEach(
            (figure, interval) -> {
              object.put(figure.lowKey(), interval.low());
              object.put(figure.highKey(), interval.high());
            });
    return object;
  }

  /** A quant among those of all types, held against the best. */
  private static Map<String, Object> file(Ranked row) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("rank", row.rank());
    object.put("name", row.file().name());
    object.put("iteration", row.file().iteration());
    object.put("quant_type", row.file().quant().quantType());
    object.put("best", ReportTables.isBest(row));
    object.put("tied", row.tied());
    row.onBest()
        .ifPresent(
            held ->
                object.putAll(
                    RecordValues.of(
                        held, "change", "low", "high", "p", "p_adjusted", "outcome", "reason")));
    return object;
  }

  /** Types by tensor, held against a stock type. */
  private static Map<String, Object> recipe(ExportedRecipe recipe) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("experiment", recipe.experiment());
    object.put("name", recipe.standing().recipe().fileName());
    object.putAll(recipe.standing().document());
    object.put("file_bytes", recipe.file().bytes());
    object.put("sha256", recipe.file().sha256());
    object.put("stock_file_bytes", recipe.stock().bytes());
    object.put("stock_sha256", recipe.stock().sha256());
    return object;
  }

  private static Map<String, Object> stopped(StoppedFile file) {
    Map<String, Object> object = RecordValues.of(file, "name", "reference");
    object.putAll(RecordValues.without(file.stop(), "quant", "reference_quant"));
    return object;
  }

  private static Map<String, Object> imported(ImportedResult result) {
    Map<String, Object> object = RecordValues.without(result, "figures");
    result
        .figures()
        .forEach(
            (figure, estimate) -> {
              object.put(figure.key(), estimate.value());
              object.put(figure.key() + "_error", estimate.error());
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
