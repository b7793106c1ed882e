package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.id.RunId;
import dev.quantloop.tracker.record.EventKind;
import dev.quantloop.tracker.record.NewRun;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.RunEvent;
import dev.quantloop.tracker.record.RunProgress;
import dev.quantloop.tracker.record.RunState;
import dev.quantloop.tracker.view.RunSummary;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Tables run and run_event. */
public record RunDao(Handle handle) implements Dao {
  private static final String ACTIVE = "state in ('starting', 'running')";
  private static final String SELECT =
      "select *, stop_requested_at is not null as stop_requested from run ";
  private static final String HEARTBEAT =
      "update run set heartbeat_at = :now, stage = :stage, done = :done, total = :total,"
          + " unit = :unit, rate = :rate where id = :id and "
          + ACTIVE;
  private static final String END =
      "update run set state = ?, ended_at = ?, reason = ? where id = ? and " + ACTIVE;

  private static final String LIST_ALL =
      """
      select r.*, r.stop_requested_at is not null as stop_requested, e.name as experiment
      from run r
      join experiment e on e.id = r.experiment_id
      where e.removed_at is null or r.ended_at is null
      order by r.ended_at is null desc, r.id desc
      """;

  /** To be called in a transaction: the log file is named after the number, which comes first. */
  public RunId insert(NewRun run, Instant now) {
    RunId id =
        new RunId(
            Insert.into(handle, "run")
                .with("experiment_id", run.experiment())
                .with("state", RunState.STARTING)
                .with("until_plateau", run.untilPlateau())
                .with("iterations", run.iterations())
                .with("options", run.options())
                .with("host", run.host())
                .with("started_at", now)
                .with("heartbeat_at", now)
                .with("log_file", "")
                .with("program_version", run.programVersion())
                .executeForId());
    handle.execute("update run set log_file = ? where id = ?", run.logFile().apply(id), id);
    return id;
  }

  /** False when it was not in state starting. */
  public boolean claim(RunId id, long pid, Instant pidStartedAt, Instant now) {
    return changes(
        "update run set state = 'running', pid = ?, pid_started_at = ?, heartbeat_at = ?"
            + " where id = ? and state = 'starting'",
        pid,
        pidStartedAt,
        now,
        id);
  }

  /** False when the run has ended. */
  public boolean heartbeat(RunId id, RunProgress progress, Instant now) {
    return handle
            .createUpdate(HEARTBEAT)
            .bind("now", now)
            .bindMap(RecordColumns.of(handle, progress))
            .bind("id", id)
            .execute()
        == 1;
  }

  public boolean stopRequested(RunId id) {
    return get(Boolean.class, "select stop_requested_at is not null from run where id = ?", id);
  }

  /** False when the run has ended. */
  public boolean requestStop(RunId id, Instant now) {
    return changes(
        "update run set stop_requested_at = coalesce(stop_requested_at, ?) where id = ? and "
            + ACTIVE,
        now,
        id);
  }

  /** False when it had ended before. */
  public boolean end(RunId id, RunState state, String reason, Instant now) {
    return changes(END, state, now, reason, id);
  }

  public Optional<Run> find(RunId id) {
    return find(Run.class, SELECT + "where id = ?", id);
  }

  public Optional<Run> findActive(ExperimentId experiment) {
    return find(Run.class, SELECT + "where experiment_id = ? and " + ACTIVE, experiment);
  }

  public Optional<Run> findLatest(ExperimentId experiment) {
    return find(Run.class, SELECT + "where experiment_id = ? order by id desc limit 1", experiment);
  }

  public List<Run> listActive() {
    return list(Run.class, SELECT + "where " + ACTIVE + " order by id");
  }

  /** Latest first. */
  public List<Run> list(ExperimentId experiment) {
    return list(Run.class, SELECT + "where experiment_id = ? order by id desc", experiment);
  }

  /** Active ones first, then the latest. */
  public List<RunSummary> listAll() {
    return list(RunSummary.class, LIST_ALL);
  }

  public long insertEvent(
      RunId run, Optional<IterationId> iteration, EventKind kind, String message, Instant now) {
    return Insert.into(handle, "run_event")
        .with("run_id", run)
        .with("iteration_id", iteration)
        .with("at", now)
        .with("kind", kind)
        .with("message", message)
        .executeForId();
  }

  public List<RunEvent> events(RunId run, long afterId) {
    return list(
        RunEvent.class,
        "select * from run_event where run_id = ? and id > ? order by id",
        run,
        afterId);
  }

  /** Of all runs. */
  public List<RunEvent> eventsAfter(long id) {
    return list(RunEvent.class, "select * from run_event where id > ? order by id", id);
  }

  /** Its id; 0 where nothing has ever happened. */
  public long lastEvent() {
    return get(Long.class, "select ifnull(max(id), 0) from run_event");
  }

  public List<RunEvent> events(ExperimentId experiment) {
    return list(
        RunEvent.class,
        "select v.* from run_event v join run r on r.id = v.run_id"
            + " where r.experiment_id = ? order by v.id",
        experiment);
  }
}
