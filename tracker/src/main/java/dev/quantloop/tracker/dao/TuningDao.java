package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.record.Tuning;
import dev.quantloop.tracker.record.TuningKey;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Table tuning. */
public record TuningDao(Handle handle) implements Dao {
  private static final String REPLACE =
      """
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
      where t.device = :device and t.gpu_layers = :gpu_layers
        and t.llama_version = :llama_version and t.n_ctx = :n_ctx
      """;
  private static final String ANY = "select count(*) " + OF_KEY;
  private static final String FIND =
      "select t.*, tokens_per_second_low as low, tokens_per_second_high as high "
          + OF_KEY
          + " and m.sha256 = :sha256";

  public void insertOrReplace(Tuning tuning) {
    Map<String, Object> columns = RecordColumns.of(handle, tuning);
    columns.put("tokens_per_second_low", columns.remove("low"));
    columns.put("tokens_per_second_high", columns.remove("high"));
    Insert.into(handle, "tuning").with(columns).execute(REPLACE);
  }

  public boolean any(TuningKey key) {
    return handle.createQuery(ANY).bindMap(RecordColumns.of(handle, key)).mapTo(Long.class).one()
        > 0;
  }

  public Optional<Tuning> find(String modelSha256, TuningKey key) {
    return handle
        .createQuery(FIND)
        .bindMap(RecordColumns.of(handle, key))
        .bind("sha256", modelSha256)
        .mapTo(Tuning.class)
        .findOne();
  }
}
