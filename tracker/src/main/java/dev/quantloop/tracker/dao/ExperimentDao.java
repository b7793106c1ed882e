package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.ModelId;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.NewExperiment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** Tables experiment and experiment_quant_type. */
public final class ExperimentDao {
  private static final String INSERT =
      """
      insert into experiment (name, model_id, model_path, n_ctx, n_batch, n_ubatch, threads,
        flash_attention, gpu_layers, scored_positions, process_output, start_tokens, growth,
        max_tokens, plateau_k, tau, evaluation_chunks, quantize_options, program_version, created_at)
      values (:name, :model, (select path from model where id = :model), :nCtx, :nBatch, :nUbatch,
        :threads, :flashAttention, :gpuLayers, :scoredPositions, :processOutput, :startTokens,
        :growth, :maxTokens, :plateauK, :tau, :evaluationChunks, :quantizeOptions, :programVersion,
        :createdAt)
      """;
  private static final String UPDATE =
      """
      update experiment set n_ctx = :nCtx, n_batch = :nBatch, n_ubatch = :nUbatch,
        threads = :threads, flash_attention = :flashAttention, gpu_layers = :gpuLayers,
        scored_positions = :scoredPositions, process_output = :processOutput,
        start_tokens = :startTokens, growth = :growth, max_tokens = :maxTokens,
        plateau_k = :plateauK, tau = :tau, evaluation_chunks = :evaluationChunks,
        quantize_options = :quantizeOptions
      where id = :id
      """;

  private final Handle handle;

  public ExperimentDao(Handle handle) {
    this.handle = handle;
  }

  public ExperimentId insert(NewExperiment experiment, Instant now) {
    long id =
        bind(handle.createUpdate(INSERT), experiment.settings())
            .bind("name", experiment.name())
            .bind("model", experiment.model().value())
            .bind("programVersion", experiment.programVersion())
            .bind("createdAt", Timestamps.text(now))
            .executeAndReturnGeneratedKeys("id")
            .mapTo(Long.class)
            .one();
    insertQuantTypes(id, experiment.settings().quantTypes());
    return new ExperimentId(id);
  }

  public void update(ExperimentId id, ExperimentSettings settings) {
    bind(handle.createUpdate(UPDATE), settings).bind("id", id.value()).execute();
    handle.execute("delete from experiment_quant_type where experiment_id = ?", id.value());
    insertQuantTypes(id.value(), settings.quantTypes());
  }

  public void rename(ExperimentId id, String name) {
    handle.execute("update experiment set name = ? where id = ?", name, id.value());
  }

  public void archive(ExperimentId id, Optional<Instant> at) {
    handle.execute(
        "update experiment set archived_at = ? where id = ?",
        at.map(Timestamps::text).orElse(null),
        id.value());
  }

  public void hide(ExperimentId id, Instant at) {
    handle.execute(
        "update experiment set removed_at = coalesce(removed_at, ?) where id = ?",
        Timestamps.text(at),
        id.value());
  }

  public void show(ExperimentId id) {
    handle.execute("update experiment set removed_at = null where id = ?", id.value());
  }

  public void delete(ExperimentId id) {
    handle.execute("delete from experiment where id = ?", id.value());
  }

  public Optional<Experiment> find(ExperimentId id) {
    return handle
        .select("select * from experiment where id = ?", id.value())
        .map((row, context) -> read(row))
        .findOne();
  }

  /** Removed experiments have no name. */
  public Optional<Experiment> find(String name) {
    return handle
        .select("select * from experiment where name = ? and removed_at is null", name)
        .map((row, context) -> read(row))
        .findOne();
  }

  /** Latest first. */
  public List<String> names() {
    return handle
        .select("select name from experiment where removed_at is null order by id desc")
        .mapTo(String.class)
        .list();
  }

  private void insertQuantTypes(long experiment, List<String> types) {
    for (int position = 0; position < types.size(); position++) {
      handle.execute(
          "insert into experiment_quant_type values (?, ?, ?)",
          experiment,
          position,
          types.get(position));
    }
  }

  private List<String> quantTypes(long experiment) {
    return handle
        .select(
            "select quant_type from experiment_quant_type where experiment_id = ?"
                + " order by position",
            experiment)
        .mapTo(String.class)
        .list();
  }

  private static <S extends SqlStatement<S>> S bind(S statement, ExperimentSettings s) {
    return statement
        .bind("nCtx", s.nCtx())
        .bind("nBatch", s.nBatch())
        .bind("nUbatch", s.nUbatch())
        .bind("threads", s.threads())
        .bind("flashAttention", s.flashAttention())
        .bind("gpuLayers", s.gpuLayers())
        .bind("scoredPositions", s.scoredPositions())
        .bind("processOutput", s.processOutput() ? 1 : 0)
        .bind("startTokens", s.startTokens())
        .bind("growth", s.growth())
        .bind("maxTokens", Columns.boxed(s.maxTokens()))
        .bind("plateauK", s.plateauK())
        .bind("tau", s.tau())
        .bind("evaluationChunks", s.evaluationChunks())
        .bind("quantizeOptions", s.quantizeOptions());
  }

  private Experiment read(ResultSet row) throws SQLException {
    long id = row.getLong("id");
    return new Experiment(
        new ExperimentId(id),
        row.getString("name"),
        new ModelId(row.getLong("model_id")),
        readSettings(row, quantTypes(id)),
        row.getString("program_version"),
        Columns.instant(row, "created_at"),
        Columns.optionalInstant(row, "archived_at"),
        Columns.optionalInstant(row, "removed_at"));
  }

  private static ExperimentSettings readSettings(ResultSet row, List<String> quantTypes)
      throws SQLException {
    return new ExperimentSettings(
        row.getInt("n_ctx"),
        row.getInt("n_batch"),
        row.getInt("n_ubatch"),
        row.getInt("threads"),
        row.getString("flash_attention"),
        row.getInt("gpu_layers"),
        row.getString("scored_positions"),
        row.getBoolean("process_output"),
        quantTypes,
        row.getLong("start_tokens"),
        row.getDouble("growth"),
        Columns.optionalLong(row, "max_tokens"),
        row.getInt("plateau_k"),
        row.getDouble("tau"),
        row.getInt("evaluation_chunks"),
        row.getString("quantize_options"));
  }
}
