package dev.quantloop.app.cli.command;

import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A command about one experiment on record, or about all. */
abstract class ExperimentsCommand extends ConsoleCommand {
  @Parameters(
      paramLabel = "NAME",
      arity = "0..1",
      description = "The experiment (default: all, with archived ones).")
  private String name;

  @Mixin protected DbOption history;
  @Mixin protected JsonOption json;

  @Override
  public final Integer call() throws IOException {
    try (Tracker tracker = history.openExisting()) {
      return call(tracker, experiments(tracker));
    }
  }

  private List<Experiment> experiments(Tracker tracker) {
    return isOne()
        ? List.of(tracker.experiments().get(name))
        : tracker.experiments().list(true).stream()
            .map(summary -> tracker.experiments().get(summary.id()))
            .toList();
  }

  /** Whether one was named. */
  final boolean isOne() {
    return name != null;
  }

  /** Returns the exit code. */
  abstract int call(Tracker tracker, List<Experiment> experiments) throws IOException;
}
