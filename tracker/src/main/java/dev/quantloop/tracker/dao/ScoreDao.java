package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.Provenance;
import dev.quantloop.tracker.record.Score;
import dev.quantloop.tracker.stats.KldStatistics;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Table score. */
public final class ScoreDao {
  private static final String INSERT =
      "insert into score (quant_id, provenance_id, created_at, "
          + StatisticsColumns.NAMES
          + ") values (:quant, :provenance, :now, "
          + StatisticsColumns.PARAMETERS
          + ")";
  private static final String FIND =
      "select s.*, "
          + ProvenanceDao.COLUMNS
          + " from score s join provenance p on p.id = s.provenance_id where s.quant_id = ?";

  private final Handle handle;

  public ScoreDao(Handle handle) {
    this.handle = handle;
  }

  public void insert(QuantId quant, KldStatistics statistics, Provenance provenance, Instant now) {
    StatisticsColumns.bind(handle.createUpdate(INSERT), statistics)
        .bind("quant", quant.value())
        .bind("provenance", new ProvenanceDao(handle).insertOrFind(provenance))
        .bind("now", Timestamps.text(now))
        .execute();
  }

  public Optional<Score> find(QuantId quant) {
    return handle.select(FIND, quant.value()).map((row, context) -> read(row)).findOne();
  }

  private static Score read(ResultSet row) throws SQLException {
    return new Score(
        new QuantId(row.getLong("quant_id")),
        StatisticsColumns.read(row),
        Columns.optionalDouble(row, "composite_low"),
        Columns.optionalDouble(row, "composite_high"),
        ProvenanceDao.read(row),
        Columns.instant(row, "created_at"));
  }
}
