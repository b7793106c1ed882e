package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UserException;
import dev.quantloop.app.experiment.DirectoryOwner;
import dev.quantloop.app.experiment.ExperimentDirectory;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Removes an experiment. */
@Command(
    name = "rm",
    header = "Remove an experiment.",
    description =
        "Removes an experiment from every list, frees its name, and deletes its files: quants,"
            + " imatrices, tokens. Its figures stay in the database unless --purge is given.",
    footer = {"  quantloop rm mine", "  quantloop rm mine -y --purge"})
public final class RmCommand extends ExperimentCommand {
  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask for confirmation.")
  private boolean yes;

  @Option(names = "--purge", description = "Delete its history, too; it can't be restored.")
  private boolean purge;

  @Override
  int call(Tracker tracker, Experiment experiment) throws IOException {
    ExperimentDirectory directory = new ExperimentDirectory(tracker.directory(experiment.id()));
    Optional<String> foreign = new DirectoryOwner(tracker, experiment).objection();
    long bytes = foreign.isPresent() ? 0 : directory.bytes();
    if (!yes && !confirmed(experiment, bytes)) {
      console.say("nothing removed");
      return ExitCode.FAILURE;
    }
    if (purge) {
      tracker.experiments().purge(experiment.id());
    } else {
      tracker.experiments().remove(experiment.id());
    }
    if (foreign.isPresent()) {
      console.say(foreign.get() + ": no file was deleted");
    } else {
      directory.delete();
    }
    console
        .out()
        .println(
            "removed %s: %s freed%s"
                .formatted(
                    experiment.name(),
                    Numbers.bytes(bytes),
                    purge ? "" : "; its figures stay in " + history.path()));
    return ExitCode.OK;
  }

  private boolean confirmed(Experiment experiment, long bytes) {
    if (!console.terminal().inputIsTerminal()) {
      throw new UserException(
          "nobody can be asked whether to remove " + experiment.name() + "; say -y if so");
    }
    return console.confirms(
        "Remove %s and its files (%s)%s?"
            .formatted(
                experiment.name(),
                Numbers.bytes(bytes),
                purge ? ", and its history for good" : ""));
  }
}
