package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.stage.OutputFile;
import dev.quantloop.tracker.export.ExportFormat;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes an experiment's history for other programs and for people. */
@Command(
    name = "export",
    header = "Export an experiment: figures, a report, metrics.",
    description = {
      "Writes every figure of an experiment with its provenance (csv); all that figures depend on,"
          + " with intervals, verdicts and what runs do now (json); a report with the table for a"
          + " model card (md); the same with plots as one page for a browser (html); or figures and"
          + " the progress of a run for node_exporter's textfile collector (prometheus).",
    },
    footer = {
      "  quantloop export mine --format csv -o mine.csv",
      "  quantloop export mine --format html -o mine.html"
    })
public final class ExportCommand extends ExperimentCommand {
  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "csv",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private ExportFormat format;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The file to write (default: standard output).")
  private Path output;

  @Override
  int call(Tracker tracker, Experiment experiment) throws IOException {
    if (output != null) {
      OutputFile.requireOtherThanDatabase(output, tracker.file());
    }
    tracker.verdicts().judge(experiment.id());
    StringWriter text = new StringWriter();
    format.write(tracker, experiment, text);
    if (output == null) {
      console.out().print(text);
      console.out().flush();
    } else {
      OutputFile.write(output, text.toString());
    }
    return ExitCode.OK;
  }
}
