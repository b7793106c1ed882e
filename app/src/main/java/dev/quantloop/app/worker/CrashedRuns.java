package dev.quantloop.app.worker;

import dev.quantloop.app.experiment.ExperimentDirectory;
import dev.quantloop.app.machine.ThisMachine;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.RunState;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Finds runs whose worker process is gone (killed, out of memory, a power cut) and records that
 * they failed. A worker must not use it: looking at its own lock would give the lock up.
 */
public record CrashedRuns(Tracker tracker, Clock clock) {
  /** A worker that has not taken its lock by then never will. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int REASON_LENGTH = 400;

  /** Marks every active run whose worker is gone; returns whether there was any. */
  public boolean markFailed() {
    boolean any = false;
    for (Run run : tracker.runs().active()) {
      any |= !markFailed(run);
    }
    return any;
  }

  /** Marks the run if its worker is gone; returns whether it is still active. */
  public boolean markFailed(Run run) {
    if (!run.state().active()) {
      return false;
    }
    if (isAlive(run)) {
      return true;
    }
    tracker.runs().end(run.id(), RunState.FAILED, reason(run));
    return false;
  }

  private boolean isAlive(Run run) {
    ExperimentDirectory directory = new ExperimentDirectory(tracker.directory(run.experiment()));
    boolean silent = Duration.between(run.heartbeatAt(), clock.instant()).compareTo(PATIENCE) > 0;
    boolean lockTells = run.state() == RunState.RUNNING && run.host().equals(ThisMachine.name());
    try {
      return !(lockTells || silent) || ExperimentLock.isHeld(directory.lockFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String reason(Run run) {
    Optional<String> own = RunLog.ownReason(run.logFile());
    if (own.isPresent()) {
      return own.get();
    }
    String last = RunLog.lastLines(run.logFile());
    return "the worker process has vanished (killed, or out of memory?)"
        + (last.isEmpty()
            ? "; its log is empty"
            : "; its log ends: " + last.substring(Math.max(0, last.length() - REASON_LENGTH)));
  }
}
