package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UserException;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.app.cli.option.WholeNumber;
import dev.quantloop.app.worker.RunLog;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.RecordValues;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.RunEvent;
import dev.quantloop.tracker.service.Tracker;
import java.time.format.DateTimeFormatter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints what the runs of an experiment reported. */
@Command(
    name = "log",
    header = "Print what an experiment's runs reported.",
    description =
        "Prints the events of all runs of an experiment, or the log file of one run, which also has"
            + " libllama's messages.",
    footer = {"  quantloop log mine", "  quantloop log mine --file -n 50"})
public final class LogCommand extends ExperimentCommand {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  @Option(
      names = "--run",
      paramLabel = "ID",
      converter = WholeNumber.Id.class,
      description = "Only this run.")
  private Integer run;

  @Option(
      names = "--file",
      description =
          "Print the end of a run's log file (default: the latest run's), 64 KiB at most, instead"
              + " of events.")
  private boolean file;

  @Option(
      names = "-n",
      paramLabel = "N",
      converter = WholeNumber.CountOrNone.class,
      description = "Only the last N lines.")
  private Integer lines;

  @Mixin private JsonOption json;

  @Override
  int call(Tracker tracker, Experiment experiment) {
    if (run != null) {
      runOf(tracker, experiment);
    }
    if (file) {
      requireEffect("with --file", "--json");
      RunLog.tail(runOf(tracker, experiment).logFile(), count()).forEach(console.out()::println);
    } else {
      printEvents(last(tracker.runs().events(experiment.id())));
    }
    return ExitCode.OK;
  }

  private void printEvents(List<RunEvent> events) {
    json.print(
        () -> events.stream().map(RecordValues::of).toList(),
        out -> events.forEach(event -> out.println(line(event))));
  }

  private String line(RunEvent event) {
    return "%s  run %s  %-7s  %s"
        .formatted(
            TIME.format(event.at().atZone(console.clock().getZone())),
            event.run(),
            event.kind().word(),
            event.message());
  }

  private List<RunEvent> last(List<RunEvent> events) {
    List<RunEvent> chosen =
        events.stream().filter(event -> run == null || event.run().value() == run).toList();
    return chosen.subList(Math.max(0, chosen.size() - count()), chosen.size());
  }

  private int count() {
    return lines == null ? Integer.MAX_VALUE : lines;
  }

  private Run runOf(Tracker tracker, Experiment experiment) {
    return tracker.runs().list(experiment.id()).stream()
        .filter(candidate -> run == null || candidate.id().value() == run)
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    experiment.name() + (run == null ? " has no runs yet" : " has no run " + run)));
  }
}
