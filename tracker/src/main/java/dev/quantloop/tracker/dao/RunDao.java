package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.RunId;
import dev.quantloop.tracker.record.NewRun;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.RunProgress;
import dev.quantloop.tracker.record.RunState;
import dev.quantloop.tracker.view.RunSummary;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Table run. */
public final class RunDao {
  private static final String ACTIVE = "state in ('starting', 'running')";
  private static final String INSERT =
      """
      insert into run (experiment_id, state, until_plateau, iterations, options, host, started_at,
        heartbeat_at, log_file, program_version)
      values (:experiment, 'starting', :untilPlateau, :iterations, :options, :host, :now,
        :now, '', :programVersion)
      """;
  private static final String HEARTBEAT =
      "update run set heartbeat_at = :now, stage = :stage, done = :done, total = :total,"
          + " unit = :unit, rate = :rate where id = :id and "
          + ACTIVE;
  private static final String END =
      "update run set state = :state, ended_at = :now, reason = :reason where id = :id and "
          + ACTIVE;

  private static final String LIST_ALL =
      """
      select r.*, e.name as experiment from run r
      join experiment e on e.id = r.experiment_id
      where e.removed_at is null or r.ended_at is null
      order by r.ended_at is null desc, r.id desc
      """;

  private final Handle handle;
  private final DataFiles files;

  public RunDao(Handle handle, DataFiles files) {
    this.handle = handle;
    this.files = files;
  }

  /** To be called in a transaction: the log file is named after the number, which comes first. */
  public RunId insert(NewRun run, Instant now) {
    RunId id = insertWithoutLog(run, now);
    handle.execute(
        "update run set log_file = ? where id = ?",
        files.stored(run.logFile().apply(id)),
        id.value());
    return id;
  }

  private RunId insertWithoutLog(NewRun run, Instant now) {
    return new RunId(
        handle
            .createUpdate(INSERT)
            .bind("experiment", run.experiment().value())
            .bind("untilPlateau", run.untilPlateau() ? 1 : 0)
            .bind("iterations", Columns.boxed(run.iterations()))
            .bind("options", run.options())
            .bind("host", run.host())
            .bind("now", Timestamps.text(now))
            .bind("programVersion", run.programVersion())
            .executeAndReturnGeneratedKeys("id")
            .mapTo(Long.class)
            .one());
  }

  /** False when it was not in state starting. */
  public boolean claim(RunId id, long pid, Instant pidStartedAt, Instant now) {
    return handle.execute(
            "update run set state = 'running', pid = ?, pid_started_at = ?, heartbeat_at = ?"
                + " where id = ? and state = 'starting'",
            pid,
            Timestamps.text(pidStartedAt),
            Timestamps.text(now),
            id.value())
        == 1;
  }

  /** False when the run has ended. */
  public boolean heartbeat(RunId id, RunProgress progress, Instant now) {
    return handle
            .createUpdate(HEARTBEAT)
            .bind("now", Timestamps.text(now))
            .bind("stage", progress.stage())
            .bind("done", progress.done())
            .bind("total", progress.total())
            .bind("unit", progress.unit())
            .bind("rate", progress.rate())
            .bind("id", id.value())
            .execute()
        == 1;
  }

  public boolean stopRequested(RunId id) {
    return handle
        .select("select stop_requested_at is not null from run where id = ?", id.value())
        .mapTo(Boolean.class)
        .one();
  }

  /** False when the run has ended. */
  public boolean requestStop(RunId id, Instant now) {
    return handle.execute(
            "update run set stop_requested_at = coalesce(stop_requested_at, ?) where id = ? and "
                + ACTIVE,
            Timestamps.text(now),
            id.value())
        == 1;
  }

  /** False when it had ended before. */
  public boolean end(RunId id, RunState state, String reason, Instant now) {
    return handle
            .createUpdate(END)
            .bind("state", state.word())
            .bind("now", Timestamps.text(now))
            .bind("reason", reason)
            .bind("id", id.value())
            .execute()
        == 1;
  }

  public Optional<Run> find(RunId id) {
    return handle
        .select("select * from run where id = ?", id.value())
        .map((row, context) -> read(row))
        .findOne();
  }

  public Optional<Run> findActive(ExperimentId experiment) {
    return handle
        .select("select * from run where experiment_id = ? and " + ACTIVE, experiment.value())
        .map((row, context) -> read(row))
        .findOne();
  }

  public Optional<Run> findLatest(ExperimentId experiment) {
    return handle
        .select(
            "select * from run where experiment_id = ? order by id desc limit 1",
            experiment.value())
        .map((row, context) -> read(row))
        .findOne();
  }

  public List<Run> listActive() {
    return handle
        .createQuery("select * from run where " + ACTIVE + " order by id")
        .map((row, context) -> read(row))
        .list();
  }

  /** Latest first. */
  public List<Run> list(ExperimentId experiment) {
    return handle
        .select("select * from run where experiment_id = ? order by id desc", experiment.value())
        .map((row, context) -> read(row))
        .list();
  }

  /** Active ones first, then the latest. */
  public List<RunSummary> listAll() {
    return handle
        .createQuery(LIST_ALL)
        .map((row, context) -> new RunSummary(read(row), row.getString("experiment")))
        .list();
  }

  private Run read(ResultSet row) throws SQLException {
    return new Run(
        new RunId(row.getLong("id")),
        new ExperimentId(row.getLong("experiment_id")),
        RunState.of(row.getString("state")),
        row.getBoolean("until_plateau"),
        Columns.optionalInt(row, "iterations"),
        row.getString("options"),
        row.getString("host"),
        Columns.optionalLong(row, "pid"),
        Columns.optionalInstant(row, "pid_started_at"),
        Columns.instant(row, "started_at"),
        Columns.instant(row, "heartbeat_at"),
        Columns.optionalInstant(row, "ended_at"),
        row.getString("stop_requested_at") != null,
        progress(row),
        Columns.text(row, "reason"),
        files.resolve(row.getString("log_file")),
        row.getString("program_version"));
  }

  private static Optional<RunProgress> progress(ResultSet row) throws SQLException {
    String stage = row.getString("stage");
    return stage == null
        ? Optional.empty()
        : Optional.of(
            new RunProgress(
                stage,
                row.getLong("done"),
                row.getLong("total"),
                row.getString("unit"),
                row.getDouble("rate")));
  }
}
