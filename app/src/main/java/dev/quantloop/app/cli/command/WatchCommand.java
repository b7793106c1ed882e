package dev.quantloop.app.cli.command;

import dev.quantloop.app.UserException;
import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.app.cli.option.NotifyOption;
import dev.quantloop.app.worker.StartRun;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.service.Tracker;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Follows a run that is at work. */
@Command(
    name = "watch",
    header = "Follow the progress of a run.",
    description =
        "Shows the progress of a run until it ends. Ctrl-C ends the watching, not the run. Any"
            + " number of watchers can follow the same run.",
    footer = "  quantloop watch mine")
public final class WatchCommand extends ConsoleCommand {
  @Parameters(
      paramLabel = "NAME",
      arity = "0..1",
      description = "The experiment (default: the only one that is running).")
  private String name;

  @Mixin private NotifyOption notify;
  @Mixin private DbOption history;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    try (Tracker tracker = history.openExisting()) {
      Run run = name == null ? onlyRun(tracker) : runOf(tracker);
      Experiment experiment = tracker.experiments().get(run.experiment());
      return new AttachedRun(console, tracker, experiment, json.wanted(), notify.ways())
          .follow(() -> run, AttachedRun.OnInterrupt.LEAVE);
    }
  }

  private Run runOf(Tracker tracker) {
    Experiment experiment = tracker.experiments().get(name);
    StartRun.requireText(tracker, experiment);
    return tracker
        .runs()
        .active(experiment.id())
        .orElseThrow(
            () ->
                new UserException(
                    "%s is not running; start it: %s"
                        .formatted(
                            experiment.name(),
                            DbOption.typed(console, tracker.file(), "run", experiment.name()))));
  }

  private static Run onlyRun(Tracker tracker) {
    List<Run> active = tracker.runs().active();
    if (active.size() == 1) {
      return active.get(0);
    }
    if (active.isEmpty()) {
      throw new UserException("nothing is running; start something: quantloop run NAME");
    }
    throw new UserException(
        "several experiments are running, name one: "
            + active.stream()
                .map(run -> tracker.experiments().get(run.experiment()).name())
                .collect(Collectors.joining(", ")));
  }
}
