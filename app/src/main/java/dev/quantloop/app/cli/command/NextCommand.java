package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UserException;
import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.app.cli.report.GuideReport;
import dev.quantloop.app.guide.Evidence;
import dev.quantloop.app.guide.Guide;
import dev.quantloop.app.imports.ImportedReport;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.Tracker;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints what an experiment has shown and what to try next. */
@Command(
    name = "next",
    header = "Say what the iterations showed and what to try next.",
    description = {
      "Reads the experiment's history and suggests what is worth trying, the most useful first: each"
          + " suggestion with its reason, its cost by the speeds measured so far, and the command."
          + " Nothing is computed.",
      "The interval of a change holds in 95 of 100 cases: over the documents that were evaluated on"
          + " and, where replicates show what it does, the luck of the calibration text."
    },
    footer = {"  quantloop next mine", "  quantloop next mine --json"})
public final class NextCommand extends ExperimentCommand {
  @Mixin private JsonOption json;

  @Override
  int call(Tracker tracker, Experiment experiment) {
    if (ImportedReport.isAll(tracker, experiment.id())) {
      throw new UserException(
          experiment.name()
              + " has imported results alone, from which nothing follows; 'rank' shows them");
    }
    tracker.verdicts().judge(experiment.id());
    Guide guide = Guide.of(Evidence.of(tracker, experiment));
    GuideReport report =
        new GuideReport(experiment.name(), guide, DbOption.flags(console, history.path()));
    json.print(report::document, out -> report.print(out, console.helpWidth()));
    return ExitCode.OK;
  }
}
