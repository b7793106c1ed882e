package dev.quantloop.app.worker;

import dev.quantloop.app.FailureMessage;
import dev.quantloop.app.UserException;
import dev.quantloop.app.experiment.DirectoryOwner;
import dev.quantloop.app.experiment.ExperimentDirectory;
import dev.quantloop.app.loop.LoopContext;
import dev.quantloop.app.loop.LoopRunner;
import dev.quantloop.app.loop.LoopRunner.RunOutcome;
import dev.quantloop.app.loop.RunOptions;
import dev.quantloop.app.memory.DeviceRoom;
import dev.quantloop.app.memory.MemoryBudget;
import dev.quantloop.llama.LogLevel;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.model.DeviceSplit;
import dev.quantloop.llama.model.ModelOptions;
import dev.quantloop.llama.runtime.NativeRuntime;
import dev.quantloop.llama.runtime.NativeSettings;
import dev.quantloop.tracker.id.RunId;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.RunStage;
import dev.quantloop.tracker.record.RunState;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One run, from claiming it to its end on record. Standard error is the run's log. Whatever goes
 * wrong becomes a failed run with a one-line reason.
 *
 * @param onTermination registers what is to be done when the process is asked to end
 */
public record Worker(
    Tracker tracker, RunId id, NativeSettings nativeSettings, Consumer<Runnable> onTermination) {
  /** Carries the run out; returns how it ended. */
  @SuppressWarnings("try") // the lock is held, not used
  public RunState run() {
    Run run = tracker.runs().get(id);
    Experiment experiment = tracker.experiments().get(run.experiment());
    ExperimentDirectory directory = new ExperimentDirectory(tracker.directory(experiment.id()));
    try {
      new DirectoryOwner(tracker, experiment).claim();
      Optional<ExperimentLock> lock = ExperimentLock.takePatiently(directory.lockFile());
      if (lock.isEmpty()) {
        return end(
            new RunOutcome(RunState.FAILED, "another worker holds the lock of this experiment"));
      }
      try (ExperimentLock held = lock.get()) {
        requireIdle(experiment);
        return run(experiment, directory);
      }
    } catch (IOException | RuntimeException | Error e) {
      return end(failed(e));
    }
  }

  private void requireIdle(Experiment experiment) {
    if (new CrashedRuns(tracker, Clock.systemUTC()).isBusyElsewhere(experiment)) {
      throw new UserException(
          "a run of another machine may be at work on the files of " + experiment.name());
    }
  }

  @SuppressWarnings("try") // the heartbeat beats by itself
  private RunState run(Experiment experiment, ExperimentDirectory directory) throws IOException {
    directory.create();
    directory.deleteTemporaryFiles();
    WorkerStop stop = new WorkerStop(Worker::millis);
    onTermination.accept(stop::request);
    ProcessHandle self = ProcessHandle.current();
    Run run =
        tracker.runs().claim(id, self.pid(), self.info().startInstant().orElse(Instant.EPOCH));
    ProgressBoard board = new ProgressBoard(tracker.runs(), id, Worker::millis);
    RunOutcome outcome;
    try (Heartbeat heartbeat =
        new Heartbeat(tracker, id, board, stop, () -> endAtOnce(directory))) {
      outcome = loop(run, experiment, stop, board);
    } catch (RuntimeException | Error e) {
      outcome = failed(e);
    }
    return end(tracker.isInPlace() ? outcome : lost());
  }

  /** What is written to a file that is gone is of no use to anybody. */
  private RunOutcome lost() {
    return new RunOutcome(
        RunState.FAILED,
        tracker.file()
            + " was deleted, moved or replaced during the run: put it back, then start the run again");
  }

  private RunOutcome loop(Run run, Experiment experiment, WorkerStop stop, ProgressBoard board) {
    board.stage(RunStage.LOADING, "llama.cpp", "");
    LlamaLibrary library =
        stop.uninterruptible(() -> NativeRuntime.open(nativeSettings, board::say));
    library.logTo(Worker::log);
    board.stage(RunStage.LOADING, "the model", "");
    DeviceSplit split = RunOptions.ofJson(run.options()).split();
    ModelOptions asked = ModelOptions.of(experiment.settings().gpuLayers(), split);
    DeviceRoom.idle(library.devices(), asked).ifPresent(idle -> board.say("warning: " + idle));
    MemoryBudget budget = LoopContext.budget(library, experiment.settings(), split);
    RunOutcome outcome =
        new LoopRunner(LoopContext.of(tracker, library, experiment, budget, stop, board)).run(run);
    boolean complete = outcome.state() == RunState.FINISHED && run.iterations().isEmpty();
    Optional<Experiment> finals =
        tracker
            .mixes()
            .find(experiment.id())
            .filter(mix -> mix.experiment().equals(experiment.id()))
            .map(mix -> tracker.experiments().get(mix.finals()));
    return complete && finals.isPresent()
        ? finals(
            run, finals.get(), next -> LoopContext.of(tracker, library, next, budget, stop, board))
        : outcome;
  }

  /** The finalists of a search for weights belong to its run. */
  @SuppressWarnings("try") // the lock is held, not used
  private RunOutcome finals(
      Run run, Experiment experiment, Function<Experiment, LoopContext> context) {
    new DirectoryOwner(tracker, experiment).claim();
    ExperimentDirectory directory = new ExperimentDirectory(tracker.directory(experiment.id()));
    try (ExperimentLock lock =
        ExperimentLock.takePatiently(directory.lockFile())
            .orElseThrow(
                () -> new UserException("another worker holds the lock of " + experiment.name()))) {
      requireIdle(experiment);
      directory.create();
      directory.deleteTemporaryFiles();
      return new LoopRunner(context.apply(experiment)).run(run);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void endAtOnce(ExperimentDirectory directory) {
    try {
      directory.deleteTemporaryFiles();
    } catch (IOException e) {
      // The next worker deletes them.
    }
    Runtime.getRuntime().halt(0);
  }

  private RunState end(RunOutcome outcome) {
    tracker.runs().end(id, outcome.state(), outcome.reason());
    System.err.println(outcome.state().word() + ": " + outcome.reason());
    return outcome.state();
  }

  /** The reason goes on record, the trace into the log. */
  private static RunOutcome failed(Throwable failure) {
    Optional<String> known = FailureMessage.of(failure);
    if (known.isEmpty()) {
      failure.printStackTrace();
    }
    return new RunOutcome(
        RunState.FAILED,
        known.orElseGet(() -> "unexpected failure: " + FailureMessage.oneLine(failure.toString())));
  }

  private static void log(LogLevel level, String line) {
    if (level != LogLevel.DEBUG) {
      System.err.println(line);
    }
  }

  private static long millis() {
    return System.nanoTime() / 1_000_000;
  }
}
