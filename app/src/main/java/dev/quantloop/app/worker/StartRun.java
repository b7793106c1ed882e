package dev.quantloop.app.worker;

import dev.quantloop.app.ProgramVersion;
import dev.quantloop.app.UserException;
import dev.quantloop.app.experiment.DirectoryOwner;
import dev.quantloop.app.experiment.ExperimentDirectory;
import dev.quantloop.app.loop.RunOptions;
import dev.quantloop.app.machine.ChildCommand;
import dev.quantloop.app.machine.OwnProgram;
import dev.quantloop.app.machine.ThisMachine;
import dev.quantloop.tracker.id.RunId;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.NewRun;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.RunState;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** Starts a run of an experiment in a worker process of its own. */
public record StartRun(Tracker tracker, OwnProgram program, Clock clock) {
  private static final long POLL_MILLIS = 20;

  /**
   * @throws UserException when the experiment holds nothing that a run could work on
   */
  public static void requireText(Tracker tracker, Experiment experiment) {
    if (tracker.experiments().evaluationSets(experiment.id()).isEmpty()) {
      throw new UserException(
          experiment.name()
              + " has imported results alone, and no text to evaluate on: make another experiment");
    }
  }

  /**
   * Starts the worker and waits until it is at work, or has failed.
   *
   * @param iterations at most so many more; empty for the loop's own end
   * @throws UserException when the experiment's files are another database's
   * @throws dev.quantloop.tracker.TrackerException when the experiment has an active run
   */
  public Run start(
      Experiment experiment, boolean untilPlateau, OptionalInt iterations, RunOptions options) {
    new CrashedRuns(tracker, clock).markFailed();
    requireText(tracker, experiment);
    new DirectoryOwner(tracker, experiment).claim();
    Run run = record(tracker, experiment, untilPlateau, iterations, options);
    try {
      return awaitClaim(run, startWorker(run));
    } catch (IOException e) {
      tracker.runs().end(run.id(), RunState.FAILED, "can't start a worker: " + e.getMessage());
      throw new UncheckedIOException(e);
    }
  }

  /**
   * That a run has started, in a line.
   *
   * @throws UserException saying why it has failed instead
   */
  public static String started(Run run, Experiment experiment) {
    if (run.state() == RunState.FAILED) {
      throw new UserException("the run failed: " + run.reason().orElse("no reason"));
    }
    return "run " + run.id() + " of " + experiment.name() + " has started";
  }

  /** Puts a run on record, whose worker is still to be started. */
  public static Run record(
      Tracker tracker,
      Experiment experiment,
      boolean untilPlateau,
      OptionalInt iterations,
      RunOptions options) {
    return tracker
        .runs()
        .start(
            new NewRun(
                experiment.id(),
                untilPlateau,
                iterations,
                options.toJson(),
                ThisMachine.name(),
                id -> logFile(tracker, experiment, id),
                ProgramVersion.CURRENT));
  }

  /** By the number that people see, though it is not the experiment's own. */
  private static Path logFile(Tracker tracker, Experiment experiment, RunId id) {
    return new ExperimentDirectory(tracker.directory(experiment.id()))
        .logs()
        .resolve("run-%03d.log".formatted(id.value()));
  }

  /** The worker goes on when this process ends; its output is in the run's log. */
  private Process startWorker(Run run) throws IOException {
    Path log = run.logFile();
    Files.createDirectories(log.getParent());
    List<String> words =
        List.of("worker", "--run", run.id().toString(), "--db", tracker.file().toString());
    return program
        .longWork(words, Path.of(log + ".crash"))
        .directory(tracker.file().getParent().toFile())
        .redirectInput(ChildCommand.NO_INPUT)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private Run awaitClaim(Run run, Process process) {
    Run now = run;
    while (now.state() == RunState.STARTING) {
      boolean ended = hasEnded(process);
      now = tracker.runs().get(run.id());
      if (ended && now.state() == RunState.STARTING) {
        tracker.runs().end(run.id(), RunState.FAILED, "the worker did not start" + why(run));
      }
    }
    return now;
  }

  private static boolean hasEnded(Process process) {
    try {
      return process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String why(Run run) {
    String last = RunLog.lastLines(run.logFile());
    return last.isEmpty() ? "" : ": " + last;
  }
}
