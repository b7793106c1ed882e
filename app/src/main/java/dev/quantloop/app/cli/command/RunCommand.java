package dev.quantloop.app.cli.command;

import dev.quantloop.app.cli.option.WholeNumber;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.Tracker;
import java.util.OptionalInt;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the loop of an experiment. */
@Command(
    name = "run",
    header = "Run an experiment's loop, or continue it where it stopped.",
    description = {
      "Calibrates growing corpora, quantizes with each imatrix, evaluates, and ranks. The work is"
          + " done by a process of its own, which survives the terminal: Ctrl-C asks it to stop at"
          + " the next chunk, a lost connection does not touch it. What is complete is never"
          + " computed again, however the last run ended.",
      "Where memory is too short to hold baseline and quants together, the baseline's logits on the"
          + " evaluation chunks go to a temporary file beside the database.",
      "Exit code 0 when the run came to its end, 1 when it failed or was stopped."
    },
    footer = {
      "  quantloop run mine",
      "  quantloop run mine --iterations 2 --detach",
      "  quantloop run mine --dry-run"
    })
public final class RunCommand extends ExperimentCommand {
  @ArgGroup private End end;

  /** When a run is to end; without either, at the plateau or the end of the pool. */
  static final class End {
    @Option(
        names = "--until-plateau",
        description =
            "Go on until more text no longer helps any quant type, or the pool is used up; this is"
                + " the default.")
    private boolean untilPlateau;

    @Option(
        names = "--iterations",
        paramLabel = "N",
        converter = WholeNumber.Count.class,
        description =
            "Do N iterations with an imatrix, plateau or not; the one without does not count.")
    private Integer iterations;
  }

  @Option(
      names = "--dry-run",
      description =
          "Only say which models go where, what is kept in memory and what in files, and why.")
  private boolean dryRun;

  @Option(
      names = "--replicates",
      paramLabel = "N",
      converter = WholeNumber.CountOrNone.class,
      description =
          "From now on, take at most N further corpora of each size, which show what the luck of"
              + " their text does; 0 for none.")
  private Integer replicates;

  @Mixin private RunStarter starter;

  @Override
  int call(Tracker tracker, Experiment experiment) {
    starter.requireEffect();
    OptionalInt iterations =
        end == null || end.iterations == null
            ? OptionalInt.empty()
            : OptionalInt.of(end.iterations);
    if (dryRun) {
      requireEffect(
          "with --dry-run",
          "--iterations",
          "--detach",
          "--keep-quants",
          "--replicates",
          "--quarantine",
          "--notify");
      return starter.plan(tracker, experiment);
    }
    return starter.loop(tracker, withReplicates(tracker, experiment), iterations);
  }

  private Experiment withReplicates(Tracker tracker, Experiment experiment) {
    return replicates == null
        ? experiment
        : tracker
            .experiments()
            .update(experiment.id(), experiment.settings().withReplicates(replicates));
  }
}
