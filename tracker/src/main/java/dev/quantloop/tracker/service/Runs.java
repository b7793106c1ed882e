package dev.quantloop.tracker.service;

import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.TrackerRemedy;
import dev.quantloop.tracker.dao.Database;
import dev.quantloop.tracker.dao.ExperimentDao;
import dev.quantloop.tracker.dao.RunDao;
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
import java.util.function.Function;

/**
 * Worker processes: at most one active run per experiment, over all processes. A run's beginning
 * and end are among its events.
 */
public final class Runs {
  private final Database database;

  Runs(Database database) {
    this.database = database;
  }

  /**
   * Inserts a run in state starting.
   *
   * @throws TrackerException when one is active, naming run, process and host
   */
  public Run start(NewRun run) {
    return database.transaction(
        () -> {
          active(run.experiment()).ifPresent(this::refuseBeside);
          RunId id = runs(dao -> dao.insert(run, database.now()));
          event(id, Optional.empty(), EventKind.STATE, "starting");
          return get(id);
        });
  }

  /**
   * The worker takes its run over: starting → running.
   *
   * @throws TrackerException when the run is not waiting for a worker
   */
  public Run claim(RunId id, long pid, Instant pidStartedAt) {
    return database.transaction(
        () -> {
          if (!runs(dao -> dao.claim(id, pid, pidStartedAt, database.now()))) {
            throw new TrackerException(
                "run %s is %s and takes no worker: start a new run"
                    .formatted(id, get(id).state().word()));
          }
          event(id, Optional.empty(), EventKind.STATE, "running as process " + pid);
          return get(id);
        });
  }

  /**
   * Notes that the worker lives and where it is.
   *
   * @return whether it is asked to stop, or its run was ended by someone else
   */
  public boolean heartbeat(RunId id, RunProgress progress) {
    return runs(dao -> !dao.heartbeat(id, progress, database.now()) || dao.stopRequested(id));
  }

  /** Asks the run to stop; false when it had ended. */
  public boolean requestStop(RunId id) {
    return database.transaction(
        () -> {
          boolean active = runs(dao -> dao.requestStop(id, database.now()));
          if (active) {
            event(id, Optional.empty(), EventKind.STATE, "stop requested");
          }
          return active;
        });
  }

  /**
   * Ends the run as finished, stopped or failed, unless it has ended.
   *
   * @param reason one line for a person
   * @return whether this call ended it
   */
  public boolean end(RunId id, RunState state, String reason) {
    if (state.active()) {
      throw new IllegalArgumentException(state + " is not an end");
    }
    return database.transaction(
        () -> {
          boolean ended = runs(dao -> dao.end(id, state, reason, database.now()));
          if (ended) {
            event(id, Optional.empty(), EventKind.STATE, state.word() + ": " + reason);
          }
          return ended;
        });
  }

  public Run get(RunId id) {
    return runs(dao -> dao.find(id)).orElseThrow();
  }

  public Optional<Run> active(ExperimentId experiment) {
    return runs(dao -> dao.findActive(experiment));
  }

  /** Active runs of all experiments. */
  public List<Run> active() {
    return runs(dao -> dao.listActive());
  }

  /**
   * Runs of all experiments that are not removed, and what is active: that first, then the latest.
   */
  public List<RunSummary> list() {
    return runs(dao -> dao.listAll());
  }

  /** Latest first. */
  public List<Run> list(ExperimentId experiment) {
    return runs(dao -> dao.list(experiment));
  }

  /** The one at work, else the last one. */
  public Optional<Run> latest(ExperimentId experiment) {
    return runs(dao -> dao.findLatest(experiment));
  }

  public RunEvent event(RunId id, Optional<IterationId> iteration, EventKind kind, String message) {
    Instant now = database.now();
    long event = runs(dao -> dao.insertEvent(id, iteration, kind, message, now));
    return new RunEvent(event, id, iteration, now, kind, message);
  }

  /** Events of a run with an id above {@code afterId}, in order; 0 for all. */
  public List<RunEvent> events(RunId id, long afterId) {
    return runs(dao -> dao.events(id, afterId));
  }

  /** Events of all runs with an id above {@code id}, in order. */
  public List<RunEvent> eventsAfter(long id) {
    return runs(dao -> dao.eventsAfter(id));
  }

  /** The id of the latest event of all; 0 before the first. */
  public long lastEvent() {
    return runs(RunDao::lastEvent);
  }

  /** Events of all runs of an experiment, in order. */
  public List<RunEvent> events(ExperimentId experiment) {
    return runs(dao -> dao.events(experiment));
  }

  private void refuseBeside(Run run) {
    String name =
        database.with(h -> new ExperimentDao(h).find(run.experiment())).orElseThrow().name();
    String process = run.pid().isPresent() ? "process " + run.pid().getAsLong() : "a process";
    throw new TrackerException(
        "run %s is at work on '%s' (%s on %s)".formatted(run.id(), name, process, run.host()),
        TrackerRemedy.WATCH_OR_STOP_RUN,
        name,
        null);
  }

  private <T> T runs(Function<RunDao, T> work) {
    return database.with(h -> work.apply(new RunDao(h)));
  }
}
