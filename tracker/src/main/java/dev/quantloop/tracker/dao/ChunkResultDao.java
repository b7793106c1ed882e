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

/** Table chunk_result. */
public final class ChunkResultDao {
  private static final String INSERT =
      """
      insert into chunk_result (evaluation_id, chunk, tokens, mean_kld, mean_base_nll, mean_nll,
        same_top, kld, base_nll, nll, same_top_bits, provenance_id, created_at)
      values (:evaluation, :chunk, :tokens, :meanKld, :meanBaseNll, :meanNll,
        :sameTop, :kld, :baseNll, :nll, :sameTopBits, :provenance, :now)
      on conflict (evaluation_id, chunk) do nothing
      """;

  private final Handle handle;

  public ChunkResultDao(Handle handle) {
    this.handle = handle;
  }

  public void insertOrKeep(
      EvaluationId evaluation, ChunkResult chunk, Provenance provenance, Instant now) {
    int tokens = chunk.kld().length;
    handle
        .createUpdate(INSERT)
        .bind("evaluation", evaluation.value())
        .bind("chunk", chunk.chunk())
        .bind("tokens", tokens)
        .bind("meanKld", mean(chunk.kld()))
        .bind("meanBaseNll", mean(chunk.baseNll()))
        .bind("meanNll", mean(chunk.nll()))
        .bind("sameTop", chunk.sameTop().cardinality())
        .bind("kld", TokenBlob.of(chunk.kld()))
        .bind("baseNll", TokenBlob.of(chunk.baseNll()))
        .bind("nll", TokenBlob.of(chunk.nll()))
        .bind("sameTopBits", TokenBlob.of(chunk.sameTop(), tokens))
        .bind("provenance", new ProvenanceDao(handle).insertOrFind(provenance))
        .bind("now", Timestamps.text(now))
        .execute();
  }

  /** Numbers of the chunks that are there, in order. */
  public List<Integer> numbers(EvaluationId evaluation) {
    return handle
        .select(
            "select chunk from chunk_result where evaluation_id = ? order by chunk",
            evaluation.value())
        .mapTo(Integer.class)
        .list();
  }

  /** In chunk order. */
  public List<ChunkResult> list(EvaluationId evaluation) {
    return handle
        .select(
            "select * from chunk_result where evaluation_id = ? order by chunk", evaluation.value())
        .map((row, context) -> read(row))
        .list();
  }

  public Optional<ChunkResult> find(EvaluationId evaluation, int chunk) {
    return handle
        .select(
            "select * from chunk_result where evaluation_id = ? and chunk = ?",
            evaluation.value(),
            chunk)
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
        TokenBlob.bits(row.getBytes("same_top_bits"), tokens));
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
