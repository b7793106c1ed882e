package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.id.RunId;
import dev.quantloop.tracker.record.EventKind;
import dev.quantloop.tracker.record.RunEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Table run_event. */
public record RunEventDao(Handle handle) {
  public long insert(
      RunId run, Optional<IterationId> iteration, EventKind kind, String message, Instant now) {
    return Insert.into(handle, "run_event")
        .with("run_id", run)
        .with("iteration_id", iteration)
        .with("at", now)
        .with("kind", kind)
        .with("message", message)
        .executeForId();
  }

  public List<RunEvent> list(RunId run, long afterId) {
    return handle
        .select("select * from run_event where run_id = ? and id > ? order by id", run, afterId)
        .mapTo(RunEvent.class)
        .list();
  }

  public List<RunEvent> list(ExperimentId experiment) {
    return handle
        .select(
            "select v.* from run_event v join run r on r.id = v.run_id"
                + " where r.experiment_id = ? order by v.id",
            experiment)
        .mapTo(RunEvent.class)
        .list();
  }
}
