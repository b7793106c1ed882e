package dev.quantloop.app.cli.command;

import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A command about one experiment on record. */
abstract class ExperimentCommand extends ConsoleCommand {
  @Parameters(paramLabel = "NAME", description = "The experiment.")
  private String name;

  @Mixin protected DbOption history;

  @Override
  public final Integer call() throws IOException {
    try (Tracker tracker = history.openExisting()) {
      return call(tracker, tracker.experiments().get(name));
    }
  }

  /** Returns the exit code. */
  abstract int call(Tracker tracker, Experiment experiment) throws IOException;
}
