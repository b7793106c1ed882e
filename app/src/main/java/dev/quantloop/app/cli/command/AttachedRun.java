package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UserException;
import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.cli.report.ExperimentReport;
import dev.quantloop.app.cli.report.FileRankingReport;
import dev.quantloop.app.cli.report.MixReport;
import dev.quantloop.app.cli.report.RankingReport;
import dev.quantloop.app.cli.report.ShootOutReport;
import dev.quantloop.app.console.Console;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.machine.Signals;
import dev.quantloop.app.notify.NotifyWays;
import dev.quantloop.app.worker.RunNews;
import dev.quantloop.app.worker.RunWatch;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Mix;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.RunEvent;
import dev.quantloop.tracker.record.RunProgress;
import dev.quantloop.tracker.record.RunState;
import dev.quantloop.tracker.service.Tracker;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Follows a run on the console, from which it can be asked to stop, and prints what came out. For
 * one use.
 */
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
  private final NotifyWays notify;
  private boolean last = true;
  private Run running;
  private int interrupts;
  private volatile boolean leaving;
  private volatile boolean stopping;

  AttachedRun(
      Console console, Tracker tracker, Experiment experiment, boolean json, NotifyWays notify) {
    this.console = console;
    this.tracker = tracker;
    this.experiment = experiment;
    this.json = json;
    this.notify = notify;
  }

  /** One that others follow: what comes of it is not shown. */
  AttachedRun notLast() {
    last = false;
    return this;
  }

  /**
   * Follows the run to its end, or until the user leaves.
   *
   * @param start starts or finds the run; by then an interrupt is taken care of
   * @return 0 when the run has finished or is left at work, 1 when it was stopped
   * @throws UserException when the run has failed
   */
  @SuppressWarnings("try") // the handlers do their work by being installed
  int follow(Supplier<Run> start, OnInterrupt onInterrupt) {
    Run last;
    long before = tracker.runs().lastEvent();
    try (RunDisplay display = new RunDisplay(console.progress(), experiment.settings().nCtx());
        RunRinger ringer = new RunRinger(console, notify, display::note);
        Signals.Registration interrupt =
            Signals.on("INT", () -> interrupted(display, onInterrupt));
        Signals.Registration end = Signals.on("TERM", () -> interrupted(display, onInterrupt));
        Signals.Registration hangUp = Signals.on("HUP", () -> leaving = true)) {
      Run run = start.get();
      synchronized (this) {
        running = run;
        if (interrupts > 0) {
          stopOrLeave(display, onInterrupt);
        }
      }
      RunWatch.Listener listener = ringing(display, ringer, before);
      last = new RunWatch(tracker, console.clock(), run.id(), 0, listener).follow(() -> leaving);
    }
    return report(last);
  }

  /** Also rings for what comes after an event. */
  private RunWatch.Listener ringing(RunDisplay display, RunRinger ringer, long before) {
    return new RunWatch.Listener() {
      @Override
      public void event(RunEvent event) {
        display.event(event);
        if (event.id() > before) {
          RunNews.line(tracker, event).ifPresent(ringer::ring);
        }
      }

      @Override
      public void progress(RunProgress progress) {
        display.progress(progress);
      }
    };
  }

  private synchronized void interrupted(RunDisplay display, OnInterrupt onInterrupt) {
    interrupts++;
    if (running != null) {
      stopOrLeave(display, onInterrupt);
    }
  }

  private void stopOrLeave(RunDisplay display, OnInterrupt onInterrupt) {
    if (onInterrupt == OnInterrupt.LEAVE || interrupts > 1) {
      leaving = true;
    } else {
      tracker.runs().requestStop(running.id());
      stopping = true;
      display.note("stopping at the end of the chunk (Ctrl-C again leaves at once)");
    }
  }

  private int report(Run run) {
    if (run.state() == RunState.FAILED) {
      if (!grows()) {
        printTables(run);
      }
      throw new UserException(
          "run %s of %s failed: %s (log: %s)"
              .formatted(
                  run.id(), experiment.name(), run.reason().orElse("no reason"), run.logFile()));
    }
    if (run.state().active() && stopping) {
      console.say("It stops at the end of the chunk. Then:  " + typed("run", experiment.name()));
      return ExitCode.FAILURE;
    }
    if (run.state().active()) {
      console.say("The run goes on. Back to it:  " + typed("watch", experiment.name()));
      return ExitCode.OK;
    }
    if (last || run.state() != RunState.FINISHED) {
      printResult(run);
    }
    return run.state() == RunState.FINISHED ? ExitCode.OK : ExitCode.FAILURE;
  }

  private boolean grows() {
    return !experiment.judges() && !isShootOut();
  }

  private boolean isShootOut() {
    return tracker.iterations().isShootOut(experiment.id());
  }

  /** What was chosen beforehand, or mixes, came to, as far as it is evaluated. */
  private void printTables(Run run) {
    Optional<Mix> mix = tracker.mixes().find(experiment.id());
    if (mix.isPresent()) {
      MixReport report = MixReport.of(tracker, mix.get());
      print(run, report.document(), report::print);
    } else if (isShootOut()) {
      ShootOutReport report = ShootOutReport.of(tracker, experiment);
      print(run, report.document(), report::print);
    } else {
      FileRankingReport files = FileRankingReport.of(tracker, List.of(experiment));
      print(run, files.document(), files::print);
    }
  }

  private void print(Run run, Map<String, Object> document, Consumer<PrintWriter> report) {
    if (json) {
      document.put("run", ExperimentReport.runDocument(run));
      Json.print(console.out(), document);
    } else {
      console.say("");
      report.accept(console.out());
    }
  }

  private void printResult(Run run) {
    if (!grows()) {
      printTables(run);
      if (!json) {
        console.say(run.state().word() + ": " + run.reason().orElse(""));
        if (run.state() == RunState.STOPPED) {
          console.say("Go on:  " + typed("run", experiment.name()));
        }
      }
      return;
    }
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
      console.say("Go on:  " + typed("run", experiment.name()));
    } else {
      NextSteps.after(console, tracker, experiment).forEach(console::say);
    }
  }

  private String typed(String... words) {
    return DbOption.typed(console, tracker.file(), words);
  }
}
