package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.ImportedResult;
import dev.quantloop.tracker.stats.Estimate;
import dev.quantloop.tracker.stats.Figure;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/** Tables imported_result and imported_figure. */
public record ImportDao(Handle handle) implements Dao {
  private record Row(
      long id,
      String file,
      String fileSha256,
      int line,
      String format,
      String label,
      Optional<String> quantType,
      Optional<String> tensors,
      OptionalLong bytes,
      OptionalDouble bitsPerWeight,
      OptionalInt nCtx,
      OptionalInt chunks,
      Optional<String> note) {}

  /** Whether it was there already is for the caller to ask. */
  public void insert(ExperimentId experiment, ImportedResult result, Instant now) {
    long id =
        Insert.into(handle, "imported_result")
            .with("experiment_id", experiment)
            .with("file", result.file())
            .with("file_sha256", result.fileSha256())
            .with("line", result.line())
            .with("format", result.format())
            .with("label", result.label())
            .with("quant_type", result.quantType())
            .with("tensors", result.tensors())
            .with("bytes", result.bytes())
            .with("bits_per_weight", result.bitsPerWeight())
            .with("n_ctx", result.nCtx())
            .with("chunks", result.chunks())
            .with("note", result.note())
            .with("created_at", now)
            .executeForId();
    result
        .figures()
        .forEach(
            (figure, estimate) ->
                handle.execute(
                    "insert into imported_figure values (?, ?, ?, ?)",
                    id,
                    figure.key(),
                    estimate.value(),
                    Double.isNaN(estimate.error()) ? null : estimate.error()));
  }

  public boolean contains(ExperimentId experiment, String fileSha256) {
    return get(
        Boolean.class,
        "select exists (select * from imported_result where experiment_id = ? and file_sha256 = ?)",
        experiment,
        fileSha256);
  }

  /** In the order in which they were imported. */
  public List<ImportedResult> list(ExperimentId experiment) {
    return list(
            Row.class,
            "select * from imported_result where experiment_id = ? order by id",
            experiment)
        .stream()
        .map(
            row ->
                new ImportedResult(
                    row.file(),
                    row.fileSha256(),
                    row.line(),
                    row.format(),
                    row.label(),
                    row.quantType(),
                    row.tensors(),
                    row.bytes(),
                    row.bitsPerWeight(),
                    row.nCtx(),
                    row.chunks(),
                    row.note(),
                    figures(row.id())))
        .toList();
  }

  private Map<Figure, Estimate> figures(long result) {
    Map<Figure, Estimate> figures = new EnumMap<>(Figure.class);
    handle
        .select(
            "select figure, value, coalesce(error, 'NaN') from imported_figure where result_id = ?",
            result)
        .map(
            (row, context) ->
                figures.put(
                    Figure.valueOf(row.getString(1).toUpperCase(Locale.ROOT)),
                    new Estimate(row.getDouble(2), Double.parseDouble(row.getString(3)))))
        .list();
    return figures;
  }
}
