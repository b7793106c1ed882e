package dev.quantloop.app.cli;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UserException;
import dev.quantloop.app.console.Console;
import dev.quantloop.app.console.Json;
import dev.quantloop.app.worker.RunWatch;
import dev.quantloop.app.worker.Signals;
import dev.quantloop.tracker.Experiment;
import dev.quantloop.tracker.Run;
import dev.quantloop.tracker.RunState;
import dev.quantloop.tracker.Tracker;
import java.util.concurrent.atomic.AtomicBoolean;

/** Follows a run on the console, from which it can be asked to stop, and prints what came out. */
final class AttachedRun {
  /** What Ctrl-C means. */
  enum OnInterrupt {
    STOP_RUN,
    LEAVE
  }

  private final Console console;
  private final Tracker tracker;
  private final Experiment experiment;
  private final boolean json;

  AttachedRun(Console console, Tracker tracker, Experiment experiment, boolean json) {
    this.console = console;
    this.tracker = tracker;
    this.experiment = experiment;
    this.json = json;
  }

  /**
   * Follows the run to its end, or until the user leaves.
   *
   * @return 0 when the run has finished or is left at work, 1 when it was stopped
   * @throws UserException when the run has failed
   */
  @SuppressWarnings("try") // the handlers do their work by being installed
  int follow(Run run, OnInterrupt onInterrupt) {
    AtomicBoolean leaving = new AtomicBoolean();
    AtomicBoolean asked = new AtomicBoolean(onInterrupt == OnInterrupt.LEAVE);
    Run last;
    try (RunDisplay display = new RunDisplay(console.progress(), experiment.settings().nCtx());
        Signals.Registration interrupt =
            Signals.on("INT", () -> interrupted(run, display, asked, leaving));
        Signals.Registration hangUp = Signals.on("HUP", () -> leaving.set(true))) {
      last = new RunWatch(tracker, console.clock(), run.id(), 0, display).follow(leaving::get);
    }
    return report(last);
  }

  private void interrupted(
      Run run, RunDisplay display, AtomicBoolean asked, AtomicBoolean leaving) {
    if (asked.getAndSet(true)) {
      leaving.set(true);
    } else {
      tracker.runs().requestStop(run.id());
      display.note("stopping at the end of the chunk (Ctrl-C again leaves at once)");
    }
  }

  private int report(Run run) {
    if (run.state() == RunState.FAILED) {
      throw new UserException(
          "run %s of %s failed: %s (log: %s)"
              .formatted(
                  run.id(), experiment.name(), run.reason().orElse("no reason"), run.logFile()));
    }
    if (run.state().active()) {
      console.say("The run goes on. Back to it:  quantloop watch " + experiment.name());
      return ExitCode.OK;
    }
    printResult(run);
    return run.state() == RunState.FINISHED ? ExitCode.OK : ExitCode.FAILURE;
  }

  private void printResult(Run run) {
    RankingReport ranking = new RankingReport(tracker, experiment);
    if (json) {
      var document = ranking.document();
      document.put("run", ExperimentReport.runDocument(run));
      Json.print(console.out(), document);
      return;
    }
    if (!ranking.isEmpty()) {
      console.say("");
      ranking.print(console.out());
    }
    console.say(run.state().word() + ": " + run.reason().orElse(""));
    if (run.state() == RunState.STOPPED) {
      console.say("Go on:  quantloop run " + experiment.name());
    } else {
      console.say(
          "Next:  quantloop show %1$s   quantloop iterate %1$s --tokens 64k   quantloop export %1$s --format md"
              .formatted(experiment.name()));
    }
  }
}
