package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UserException;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.app.cli.report.ExperimentReport;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.worker.CrashedRuns;
import dev.quantloop.app.worker.RunWatch;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.RunEvent;
import dev.quantloop.tracker.record.RunProgress;
import dev.quantloop.tracker.service.Tracker;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks a run to stop, and sees that it does. */
@Command(
    name = "stop",
    header = "Stop a run after its current chunk.",
    description =
        "Asks the run to stop and waits until it has stopped, at most half a minute. Completed work"
            + " is kept, and quantloop run NAME continues from there.",
    footer = "  quantloop stop mine")
public final class StopCommand extends ExperimentCommand {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Option(
      names = "--lost",
      description =
          "Record as failed a run of another machine that has not been heard of, on a file system"
              + " that both share. Look first whether its process is gone: two runs at once would"
              + " spoil each other's files.")
  private boolean lost;

  @Mixin private JsonOption json;

  @Override
  int call(Tracker tracker, Experiment experiment) {
    Run active =
        tracker
            .runs()
            .active(experiment.id())
            .orElseThrow(() -> new UserException(experiment.name() + " is not running"));
    CrashedRuns crashed = new CrashedRuns(tracker, console.clock());
    Run ended = end(experiment, active, crashed, lost);
    if (ended.state().active()) {
      throw new UserException(
          "run %s (process %d on %s) was asked to stop but has not yet; see: quantloop watch %s"
              .formatted(ended.id(), ended.pid().orElse(0), ended.host(), experiment.name()));
    }
    String end =
        "run %s of %s: %s, %s"
            .formatted(
                ended.id(), experiment.name(), ended.state().word(), ended.reason().orElse(""));
    json.print(() -> ExperimentReport.runDocument(ended), out -> out.println(end));
    return ExitCode.OK;
  }

  /**
   * @param giveUp whether the user says that the worker of a lost run is gone
   */
  Run end(Experiment experiment, Run active, CrashedRuns crashed, boolean giveUp) {
    Tracker tracker = crashed.tracker();
    if (crashed.isLost(active)) {
      if (!giveUp) {
        throw new UserException(
            "run %s was last heard of %s, and this machine can't see whether process %d on %s is still at work; once you know that it is gone: quantloop stop %s --lost"
                .formatted(
                    active.id(),
                    Numbers.age(Duration.between(active.heartbeatAt(), console.clock().instant())),
                    active.pid().orElse(0),
                    active.host(),
                    experiment.name()));
      }
      crashed.markLost(active);
      return tracker.runs().get(active.id());
    } else if (giveUp) {
      throw new UserException(
          "run %s on %s is not lost: leave out --lost".formatted(active.id(), active.host()));
    }
    tracker.runs().requestStop(active.id());
    return await(tracker, active);
  }

  private Run await(Tracker tracker, Run run) {
    Instant deadline = console.clock().instant().plus(PATIENCE);
    return new RunWatch(tracker, console.clock(), run.id(), Long.MAX_VALUE, new Silent())
        .follow(() -> console.clock().instant().isAfter(deadline));
  }

  private static final class Silent implements RunWatch.Listener {
    @Override
    public void event(RunEvent event) {}

    @Override
    public void progress(RunProgress progress) {}
  }
}
