package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.Provenance;
import dev.quantloop.tracker.record.Score;
import dev.quantloop.tracker.stats.KldStatistics;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Table score. */
public record ScoreDao(Handle handle) {
  private static final String FIND =
      "select s.*, "
          + ProvenanceDao.COLUMNS
          + " from score s join provenance p on p.id = s.provenance_id where s.quant_id = ?";

  public void insert(QuantId quant, KldStatistics statistics, Provenance provenance, Instant now) {
    Insert.into(handle, "score")
        .with("quant_id", quant)
        .with("provenance_id", new ProvenanceDao(handle).insertOrFind(provenance))
        .with("created_at", now)
        .with(StatisticsColumns.of(statistics))
        .execute();
  }

  public Optional<Score> find(QuantId quant) {
    return handle.select(FIND, quant).mapTo(Score.class).findOne();
  }
}
