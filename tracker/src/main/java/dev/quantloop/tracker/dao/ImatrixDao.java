package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.ImatrixId;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.NewImatrix;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Table imatrix. */
public final class ImatrixDao {
  private static final String INSERT =
      """
      insert into imatrix (iteration_id, file, bytes, sha256, entries, chunks, tokens, seconds,
        provenance_id, created_at)
      values (:iteration, :file, :bytes, :sha256, :entries, :chunks, :tokens, :seconds,
        :provenance, :now)
      """;
  private static final String SELECT =
      "select x.*, "
          + ProvenanceDao.COLUMNS
          + " from imatrix x join provenance p on p.id = x.provenance_id ";
  private static final String FIND = SELECT + "where x.iteration_id = ?";
  private static final String LIST =
      SELECT
          + "join iteration i on i.id = x.iteration_id"
          + " where i.experiment_id = ? order by i.number";

  private final Handle handle;
  private final DataFiles files;

  public ImatrixDao(Handle handle, DataFiles files) {
    this.handle = handle;
    this.files = files;
  }

  public void insert(NewImatrix imatrix, Instant now) {
    handle
        .createUpdate(INSERT)
        .bind("iteration", imatrix.iteration().value())
        .bind("file", files.stored(imatrix.file()))
        .bind("bytes", imatrix.bytes())
        .bind("sha256", imatrix.sha256())
        .bind("entries", imatrix.entries())
        .bind("chunks", imatrix.chunks())
        .bind("tokens", imatrix.tokens())
        .bind("seconds", imatrix.seconds())
        .bind("provenance", new ProvenanceDao(handle).insertOrFind(imatrix.provenance()))
        .bind("now", Timestamps.text(now))
        .execute();
  }

  public Optional<Imatrix> find(IterationId iteration) {
    return handle.select(FIND, iteration.value()).map((row, context) -> read(row)).findOne();
  }

  /** By iteration. */
  public List<Imatrix> list(ExperimentId experiment) {
    return handle.select(LIST, experiment.value()).map((row, context) -> read(row)).list();
  }

  /** Also deletes the quants made with it. */
  public void delete(ImatrixId id) {
    handle.execute("delete from imatrix where id = ?", id.value());
  }

  private Imatrix read(ResultSet row) throws SQLException {
    return new Imatrix(
        new ImatrixId(row.getLong("id")),
        new IterationId(row.getLong("iteration_id")),
        files.resolve(row.getString("file")),
        row.getLong("bytes"),
        row.getString("sha256"),
        row.getInt("entries"),
        row.getInt("chunks"),
        row.getLong("tokens"),
        row.getDouble("seconds"),
        ProvenanceDao.read(row),
        Columns.instant(row, "created_at"));
  }
}
