package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UserException;
import dev.quantloop.app.cli.option.HistoryOption;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.app.cli.report.ExperimentReport;
import dev.quantloop.app.format.Json;
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
import picocli.CommandLine.Parameters;

/** Asks a run to stop, and sees that it does. */
@Command(
    name = "stop",
    header = "Stop a run after its current chunk.",
    description =
        "Asks the run to stop and waits until it has stopped, at most two seconds. Completed work is"
            + " kept, and quantloop run NAME continues from there.",
    footer = {"", "Example:", "  quantloop stop mine"})
public final class StopCommand extends ConsoleCommand {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Parameters(paramLabel = "NAME", description = "The experiment.")
  private String name;

  @Mixin private HistoryOption history;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    try (Tracker tracker = history.openExisting()) {
      Experiment experiment = tracker.experiments().get(name);
      Run active =
          tracker
              .runs()
              .active(experiment.id())
              .orElseThrow(() -> new UserException("nothing is running of " + experiment.name()));
      tracker.runs().requestStop(active.id());
      Run ended = await(tracker, active);
      if (ended.state().active()) {
        throw new UserException(
            "run %s (process %d on %s) was asked to stop but has not yet; see: quantloop watch %s"
                .formatted(ended.id(), ended.pid().orElse(0), ended.host(), experiment.name()));
      }
      print(ended, experiment);
    }
    return ExitCode.OK;
  }

  private Run await(Tracker tracker, Run run) {
    Instant deadline = console.clock().instant().plus(PATIENCE);
    return new RunWatch(tracker, console.clock(), run.id(), Long.MAX_VALUE, new Silent())
        .follow(() -> console.clock().instant().isAfter(deadline));
  }

  private void print(Run run, Experiment experiment) {
    if (json.wanted()) {
      Json.print(console.out(), ExperimentReport.runDocument(run));
      return;
    }
    console
        .out()
        .println(
            "run %s of %s: %s, %s"
                .formatted(
                    run.id(), experiment.name(), run.state().word(), run.reason().orElse("")));
  }

  private static final class Silent implements RunWatch.Listener {
    @Override
    public void event(RunEvent event) {}

    @Override
    public void progress(RunProgress progress) {}
  }
}
