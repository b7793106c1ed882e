package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.app.cli.option.Target;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.service.Tracker;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A command about an experiment on record, or an iteration of it. */
abstract class TargetCommand extends ConsoleCommand {
  /** As it was written. */
  @Parameters(
      index = "0",
      paramLabel = Target.SYNTAX,
      description = "The experiment, or an iteration of it: mine:3.")
  protected String target;

  @Mixin private DbOption history;
  @Mixin protected JsonOption json;

  @Override
  public final Integer call() {
    Target parsed = Target.parse(target);
    try (Tracker tracker = history.openExisting()) {
      Experiment experiment = parsed.experiment(tracker);
      call(tracker, experiment, parsed.iteration(tracker, experiment));
    }
    return ExitCode.OK;
  }

  abstract void call(Tracker tracker, Experiment experiment, Optional<Iteration> iteration);
}
