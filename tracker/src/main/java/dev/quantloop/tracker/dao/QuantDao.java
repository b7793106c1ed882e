package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.ImatrixId;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.NewQuant;
import dev.quantloop.tracker.record.Quant;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Table quant. */
public final class QuantDao {
  private static final String INSERT =
      """
      insert into quant (iteration_id, imatrix_id, quant_type, file, bytes, bits_per_weight,
        sha256, seconds, provenance_id, created_at)
      values (:iteration, :imatrix, :quantType, :file, :bytes, :bitsPerWeight,
        :sha256, :seconds, :provenance, :now)
      """;
  private static final String SELECT =
      "select q.*, "
          + ProvenanceDao.COLUMNS
          + " from quant q join provenance p on p.id = q.provenance_id ";
  private static final String SELECT_IN_ORDER =
      SELECT
          + "join iteration i on i.id = q.iteration_id"
          + " left join iteration_quant_type t"
          + " on t.iteration_id = q.iteration_id and t.quant_type = q.quant_type"
          + " where %s order by i.number, t.position, q.id";
  private static final String LIST = SELECT_IN_ORDER.formatted("i.id = ?");
  private static final String LIST_ALL = SELECT_IN_ORDER.formatted("i.experiment_id = ?");

  private final Handle handle;
  private final DataFiles files;

  public QuantDao(Handle handle, DataFiles files) {
    this.handle = handle;
    this.files = files;
  }

  public void insert(NewQuant quant, Instant now) {
    handle
        .createUpdate(INSERT)
        .bind("iteration", quant.iteration().value())
        .bind("imatrix", quant.imatrix().map(ImatrixId::value).orElse(null))
        .bind("quantType", quant.quantType())
        .bind("file", files.stored(quant.file()))
        .bind("bytes", quant.bytes())
        .bind("bitsPerWeight", quant.bitsPerWeight())
        .bind("sha256", quant.sha256())
        .bind("seconds", quant.seconds())
        .bind("provenance", new ProvenanceDao(handle).insertOrFind(quant.provenance()))
        .bind("now", Timestamps.text(now))
        .execute();
  }

  public Optional<Quant> find(QuantId id) {
    return handle
        .select(SELECT + "where q.id = ?", id.value())
        .map((row, context) -> read(row))
        .findOne();
  }

  public Optional<Quant> find(IterationId iteration, String quantType) {
    return handle
        .select(
            SELECT + "where q.iteration_id = ? and q.quant_type = ?", iteration.value(), quantType)
        .map((row, context) -> read(row))
        .findOne();
  }

  /** In the order of the iteration's quant types. */
  public List<Quant> list(IterationId iteration) {
    return handle.select(LIST, iteration.value()).map((row, context) -> read(row)).list();
  }

  /** By iteration, then in the order of its quant types. */
  public List<Quant> list(ExperimentId experiment) {
    return handle.select(LIST_ALL, experiment.value()).map((row, context) -> read(row)).list();
  }

  public void fileIsBack(QuantId id, NewQuant quant) {
    handle.execute(
        "update quant set file_removed_at = null, file = ? where id = ?",
        files.stored(quant.file()),
        id.value());
  }

  public void fileRemoved(QuantId id, Instant now) {
    handle.execute(
        "update quant set file_removed_at = ? where id = ?", Timestamps.text(now), id.value());
  }

  public void delete(QuantId id) {
    handle.execute("delete from quant where id = ?", id.value());
  }

  /** Whether results were computed from it. */
  public boolean hasResults(QuantId id) {
    return handle
        .select(
            "select exists (select 1 from chunk_result r join evaluation v"
                + " on v.id = r.evaluation_id where v.quant_id = ?)",
            id.value())
        .mapTo(Integer.class)
        .one()
        .equals(1);
  }

  private Quant read(ResultSet row) throws SQLException {
    return new Quant(
        new QuantId(row.getLong("id")),
        new IterationId(row.getLong("iteration_id")),
        optionalImatrix(row),
        row.getString("quant_type"),
        files.resolve(row.getString("file")),
        row.getLong("bytes"),
        row.getDouble("bits_per_weight"),
        row.getString("sha256"),
        row.getDouble("seconds"),
        ProvenanceDao.read(row),
        Columns.instant(row, "created_at"),
        Columns.optionalInstant(row, "file_removed_at"));
  }

  private static Optional<ImatrixId> optionalImatrix(ResultSet row) throws SQLException {
    long id = row.getLong("imatrix_id");
    return row.wasNull() ? Optional.empty() : Optional.of(new ImatrixId(id));
  }
}
