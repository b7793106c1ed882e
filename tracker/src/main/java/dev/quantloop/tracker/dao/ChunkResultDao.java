package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.EvaluationId;
import dev.quantloop.tracker.record.ChunkResult;
import dev.quantloop.tracker.record.Provenance;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Table chunk_result. What is read of it leaves out chunks that were put aside. */
public record ChunkResultDao(Handle handle) implements Dao {
  private static final String COUNTED =
      """
      select r.* from chunk_result r join evaluation v on v.id = r.evaluation_id
      where not exists (
        select 1 from quarantined_chunk z
        where z.evaluation_set_id = v.evaluation_set_id and z.chunk = r.chunk)
      """;

  public void insertOrKeep(
      EvaluationId evaluation, ChunkResult chunk, Provenance provenance, Instant now) {
    int tokens = chunk.kld().length;
    Insert.into(handle, "chunk_result")
        .with("evaluation_id", evaluation)
        .with("chunk", chunk.chunk())
        .with("tokens", tokens)
        .with("mean_kld", mean(chunk.kld()))
        .with("mean_base_nll", mean(chunk.baseNll()))
        .with("mean_nll", mean(chunk.nll()))
        .with("same_top", chunk.sameTop().cardinality())
        .with("kld", TokenBlob.of(chunk.kld()))
        .with("base_nll", TokenBlob.of(chunk.baseNll()))
        .with("nll", TokenBlob.of(chunk.nll()))
        .with("same_top_bits", TokenBlob.of(chunk.sameTop(), tokens))
        .with("base_top", chunk.baseTop().map(TokenBlob::of).orElse(null))
        .with("provenance_id", new ProvenanceDao(handle).insertOrFind(provenance))
        .with("created_at", now)
        .execute("on conflict (evaluation_id, chunk) do nothing");
  }

  /** Numbers of all chunks that are there, in order. */
  public List<Integer> numbers(EvaluationId evaluation) {
    return list(
        Integer.class,
        "select chunk from chunk_result where evaluation_id = ? order by chunk",
        evaluation);
  }

  /** In chunk order. */
  public List<ChunkResult> list(EvaluationId evaluation) {
    return handle
        .select(COUNTED + " and r.evaluation_id = ? order by r.chunk", evaluation)
        .map((row, context) -> read(row))
        .list();
  }

  public Optional<ChunkResult> find(EvaluationId evaluation, int chunk) {
    return handle
        .select(COUNTED + " and r.evaluation_id = ? and r.chunk = ?", evaluation, chunk)
        .map((row, context) -> read(row))
        .findOne();
  }

  private static ChunkResult read(ResultSet row) throws SQLException {
    int tokens = row.getInt("tokens");
    return new ChunkResult(
        row.getInt("chunk"),
        TokenBlob.floats(row.getBytes("kld"), tokens),
        TokenBlob.floats(row.getBytes("base_nll"), tokens),
        TokenBlob.floats(row.getBytes("nll"), tokens),
        TokenBlob.bits(row.getBytes("same_top_bits"), tokens),
        Optional.ofNullable(row.getBytes("base_top")).map(top -> TokenBlob.floats(top, tokens)));
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
