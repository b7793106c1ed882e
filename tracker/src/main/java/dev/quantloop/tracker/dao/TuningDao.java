package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.ModelId;
import dev.quantloop.tracker.record.NewTuning;
import dev.quantloop.tracker.record.Tuning;
import dev.quantloop.tracker.record.TuningKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** Table tuning. */
public final class TuningDao {
  private static final String INSERT =
      """
      insert into tuning (model_id, device, gpu_layers, llama_version, n_ctx, n_batch, n_ubatch,
        threads, flash_attention, tokens_per_second, tokens_per_second_low, tokens_per_second_high,
        trials, program_version, tuned_at)
      values (:model, :device, :gpuLayers, :llamaVersion, :nCtx, :nBatch, :nUbatch,
        :threads, :flashAttention, :tokensPerSecond, :low, :high, :trials, :programVersion, :tunedAt)
      on conflict (model_id, device, gpu_layers, llama_version, n_ctx) do update set
        n_batch = excluded.n_batch, n_ubatch = excluded.n_ubatch, threads = excluded.threads,
        flash_attention = excluded.flash_attention, tokens_per_second = excluded.tokens_per_second,
        tokens_per_second_low = excluded.tokens_per_second_low,
        tokens_per_second_high = excluded.tokens_per_second_high, trials = excluded.trials,
        program_version = excluded.program_version, tuned_at = excluded.tuned_at
      """;
  private static final String OF_KEY =
      """
      from tuning t
      join model m on m.id = t.model_id
      where t.device = :device and t.gpu_layers = :gpuLayers
        and t.llama_version = :llamaVersion and t.n_ctx = :nCtx
      """;
  private static final String ANY = "select count(*) " + OF_KEY;
  private static final String FIND = "select t.* " + OF_KEY + " and m.sha256 = :sha256";

  private final Handle handle;

  public TuningDao(Handle handle) {
    this.handle = handle;
  }

  public void insertOrReplace(NewTuning tuning, Instant now) {
    bind(handle.createUpdate(INSERT), tuning.key())
        .bind("model", tuning.model().value())
        .bind("nBatch", tuning.nBatch())
        .bind("nUbatch", tuning.nUbatch())
        .bind("threads", tuning.threads())
        .bind("flashAttention", tuning.flashAttention())
        .bind("tokensPerSecond", tuning.tokensPerSecond())
        .bind("low", tuning.low())
        .bind("high", tuning.high())
        .bind("trials", tuning.trials())
        .bind("programVersion", tuning.programVersion())
        .bind("tunedAt", Timestamps.text(now))
        .execute();
  }

  public boolean any(TuningKey key) {
    return bind(handle.createQuery(ANY), key).mapTo(Long.class).one() > 0;
  }

  public Optional<Tuning> find(String modelSha256, TuningKey key) {
    return bind(handle.createQuery(FIND), key)
        .bind("sha256", modelSha256)
        .map((row, context) -> read(row))
        .findOne();
  }

  private static <S extends SqlStatement<S>> S bind(S statement, TuningKey key) {
    return statement
        .bind("device", key.device())
        .bind("gpuLayers", key.gpuLayers())
        .bind("llamaVersion", key.llamaVersion())
        .bind("nCtx", key.nCtx());
  }

  private static Tuning read(ResultSet row) throws SQLException {
    return new Tuning(
        new ModelId(row.getLong("model_id")),
        new TuningKey(
            row.getString("device"),
            row.getInt("gpu_layers"),
            row.getString("llama_version"),
            row.getInt("n_ctx")),
        row.getInt("n_batch"),
        row.getInt("n_ubatch"),
        row.getInt("threads"),
        row.getString("flash_attention"),
        row.getDouble("tokens_per_second"),
        row.getDouble("tokens_per_second_low"),
        row.getDouble("tokens_per_second_high"),
        row.getInt("trials"),
        row.getString("program_version"),
        Columns.instant(row, "tuned_at"));
  }
}
