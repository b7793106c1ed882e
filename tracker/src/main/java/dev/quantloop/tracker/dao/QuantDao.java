package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.NewQuant;
import dev.quantloop.tracker.record.Quant;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Tables quant and tensor_error. */
public record QuantDao(Handle handle) implements Dao {
  private static final String SELECT = ProvenanceDao.select("quant", "q");
  private static final String SELECT_IN_ORDER =
      SELECT
          + "join iteration i on i.id = q.iteration_id"
          + " left join iteration_quant_type t"
          + " on t.iteration_id = q.iteration_id and t.quant_type = q.quant_type"
          + " where %s order by i.number, t.position, q.id";
  private static final String LIST = SELECT_IN_ORDER.formatted("i.id = ?");
  private static final String LIST_ALL =
      SELECT_IN_ORDER.formatted("i.experiment_id = ? and i.replicate = 0");

  public void insert(NewQuant quant, Instant now) {
    Insert.into(handle, "quant").with(quant).with("created_at", now).execute();
  }

  public Optional<Quant> find(QuantId id) {
    return find(Quant.class, SELECT + "where q.id = ?", id);
  }

  public Optional<Quant> find(IterationId iteration, String quantType) {
    return find(
        Quant.class,
        SELECT + "where q.iteration_id = ? and q.quant_type = ?",
        iteration,
        quantType);
  }

  /** In the order of the iteration's quant types. */
  public List<Quant> list(IterationId iteration) {
    return list(Quant.class, LIST, iteration);
  }

  /** By iteration, then in the order of its quant types; without replicates. */
  public List<Quant> list(ExperimentId experiment) {
    return list(Quant.class, LIST_ALL, experiment);
  }

  /** Keeps the quantization error of each tensor, unless it is kept already. */
  public void insertErrors(QuantId id, Map<String, Double> errors) {
    if (errors.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch("insert or ignore into tensor_error values (?, ?, ?)");
    errors.forEach((tensor, error) -> batch.add(id, tensor, error));
    batch.execute();
  }

  /** The quantization error of each tensor; empty where it is not known. */
  public Map<String, Double> errors(QuantId id) {
    return handle
        .select("select tensor, error from tensor_error where quant_id = ?", id)
        .map((row, context) -> Map.entry(row.getString(1), row.getDouble(2)))
        .collectToMap(Map.Entry::getKey, Map.Entry::getValue);
  }

  public void fileIsBack(QuantId id, NewQuant quant) {
    handle.execute(
        "update quant set file_removed_at = null, file = ? where id = ?", quant.file(), id);
  }

  public void fileRemoved(QuantId id, Instant now) {
    handle.execute("update quant set file_removed_at = ? where id = ?", now, id);
  }

  public void delete(QuantId id) {
    handle.execute("delete from quant where id = ?", id);
  }

  /** Whether results were computed from it. */
  public boolean hasResults(QuantId id) {
    return get(
            Integer.class,
            "select exists (select 1 from chunk_result r join evaluation v"
                + " on v.id = r.evaluation_id where v.quant_id = ?)",
            id)
        .equals(1);
  }
}
