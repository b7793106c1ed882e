package dev.quantloop.app.worker;

import dev.quantloop.app.experiment.ExperimentDirectory;
import dev.quantloop.app.machine.ThisMachine;
import dev.quantloop.llama.file.NetworkDisk;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Mix;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.RunState;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds runs whose worker process is gone (killed, out of memory, a power cut) and records that
 * they failed. A worker must not use it: looking at its own lock would give the lock up.
 *
 * <p>A run of another machine is left alone where the locks of files may not reach that machine.
 *
 * @param shared whether a file is on a file system that several machines share
 */
public record CrashedRuns(Tracker tracker, Clock clock, Predicate<Path> shared) {
  /** A worker that has not taken its lock by then never will. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int REASON_LENGTH = 400;

  public CrashedRuns(Tracker tracker, Clock clock) {
    this(tracker, clock, NetworkDisk::holds);
  }

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

  /** Whether the run may be at work or dead, which can't be known on this machine. */
  public boolean isLost(Run run) {
    return run.state().active() && isSilent(run) && isOutOfReach(run);
  }

  /**
   * Whether another machine that locks may not reach may be at work on an experiment's files: with
   * a run of its own, or with that of the search for weights whose finalists it has.
   */
  public boolean isBusyElsewhere(Experiment experiment) {
    ExperimentId search =
        tracker.mixes().find(experiment.id()).map(Mix::experiment).orElse(experiment.id());
    return tracker.runs().active().stream()
        .filter(run -> run.experiment().equals(experiment.id()) || run.experiment().equals(search))
        .anyMatch(this::isOutOfReach);
  }

  /** Takes the user's word that the worker of a lost run is gone. */
  public void markLost(Run run) {
    tracker
        .runs()
        .end(run.id(), RunState.FAILED, "given up: %s was not heard of".formatted(run.host()));
  }

  private boolean isAlive(Run run) {
    boolean lockTells = run.state() == RunState.RUNNING && isHere(run);
    try {
      return !(lockTells || isSilent(run))
          || isOutOfReach(run)
          || ExperimentLock.isHeld(lockFile(run));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isSilent(Run run) {
    return Duration.between(run.heartbeatAt(), clock.instant()).compareTo(PATIENCE) > 0;
  }

  private boolean isOutOfReach(Run run) {
    return !isHere(run) && shared.test(lockFile(run));
  }

  private static boolean isHere(Run run) {
    return run.host().equals(ThisMachine.name());
  }

  private Path lockFile(Run run) {
    return new ExperimentDirectory(tracker.directory(run.experiment())).lockFile();
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
