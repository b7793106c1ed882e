package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.id.RunId;
import dev.quantloop.tracker.record.EventKind;
import dev.quantloop.tracker.record.RunEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Table run_event. */
public final class RunEventDao {
  private final Handle handle;

  public RunEventDao(Handle handle) {
    this.handle = handle;
  }

  public long insert(
      RunId run, Optional<IterationId> iteration, EventKind kind, String message, Instant now) {
    return handle
        .createUpdate(
            "insert into run_event (run_id, iteration_id, at, kind, message)"
                + " values (:run, :iteration, :at, :kind, :message)")
        .bind("run", run.value())
        .bind("iteration", iteration.map(IterationId::value).orElse(null))
        .bind("at", Timestamps.text(now))
        .bind("kind", kind.word())
        .bind("message", message)
        .executeAndReturnGeneratedKeys("id")
        .mapTo(Long.class)
        .one();
  }

  public List<RunEvent> list(RunId run, long afterId) {
    return handle
        .select(
            "select * from run_event where run_id = ? and id > ? order by id", run.value(), afterId)
        .map((row, context) -> read(row))
        .list();
  }

  public List<RunEvent> list(ExperimentId experiment) {
    return handle
        .select(
            "select v.* from run_event v join run r on r.id = v.run_id"
                + " where r.experiment_id = ? order by v.id",
            experiment.value())
        .map((row, context) -> read(row))
        .list();
  }

  private static RunEvent read(ResultSet row) throws SQLException {
    return new RunEvent(
        row.getLong("id"),
        new RunId(row.getLong("run_id")),
        iteration(row),
        Columns.instant(row, "at"),
        EventKind.of(row.getString("kind")),
        row.getString("message"));
  }

  private static Optional<IterationId> iteration(ResultSet row) throws SQLException {
    long id = row.getLong("iteration_id");
    return row.wasNull() ? Optional.empty() : Optional.of(new IterationId(id));
  }
}
