package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.allocate.AllocationStanding;
import dev.quantloop.app.cli.option.NativeOptions;
import dev.quantloop.app.cli.option.QuantTypeName;
import dev.quantloop.app.cli.option.WholeNumber;
import dev.quantloop.app.console.Stage;
import dev.quantloop.app.engine.FileQuantizer;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.mlflow.MlflowExport;
import dev.quantloop.app.mlflow.MlflowServer;
import dev.quantloop.app.publish.PublishFolder;
import dev.quantloop.app.publish.WriteExport;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.stage.OutputFile;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.llama.quantize.QuantizeOptions;
import dev.quantloop.tracker.export.ExportFormat;
import dev.quantloop.tracker.export.History;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes an experiment's history for other programs and for people. */
@Command(
    name = "export",
    header = "Export an experiment: figures, a report, metrics, a folder to publish.",
    description = {
      "Writes every figure of an experiment with its provenance (csv); all that figures depend on,"
          + " with intervals, verdicts and what runs do now (json); a report with the table for a"
          + " model card (md); the same with plots as one page for a browser (html); or figures and"
          + " the progress of a run for node_exporter's textfile collector (prometheus).",
      "With --to, writes a folder to publish: the imatrix and the quants that are recommended, the"
          + " recipe that makes them again, a fragment of a README, the figures, the report and"
          + " SHA256SUMS.",
      "With --mlflow, writes parameters, metrics by calibration tokens, verdicts and files to an"
          + " MLflow server; the same command again brings them up to date."
    },
    footer = {
      "  quantloop export mine --format csv -o mine.csv",
      "  quantloop export mine --format html -o mine.html",
      "  quantloop export mine --to mine-gguf --quants Q4_K_M,IQ2_XS",
      "  quantloop export mine --mlflow http://localhost:5000"
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

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description =
          "The folder to write, new or empty. Files that are on the same disk are linked, not"
              + " copied.")
  private Path folder;

  @Option(
      names = "--iteration",
      paramLabel = "N",
      converter = WholeNumber.CountOrNone.class,
      description = "With --to: publish this iteration in place of those that are recommended.")
  private Integer iteration;

  @Option(
      names = "--quants",
      paramLabel = "TYPE[,TYPE...]",
      split = ",",
      converter = QuantTypeName.class,
      description =
          "With --to: make quants of these types where they are not on disk. With --mlflow: send those"
              + " of these types that are on disk.")
  private List<QuantType> quants = List.of();

  @Option(
      names = "--mlflow",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "URI",
      description =
          "The server, such as http://localhost:5000 (default: $$MLFLOW_TRACKING_URI)."
              + " $$MLFLOW_TRACKING_TOKEN, or $$MLFLOW_TRACKING_USERNAME and"
              + " $$MLFLOW_TRACKING_PASSWORD, say who asks.")
  private String mlflow;

  @Mixin private NativeOptions llama;

  @Override
  int call(Tracker tracker, Experiment experiment) throws IOException {
    requireEffects();
    Optional<MlflowServer> server =
        Optional.ofNullable(mlflow).map(uri -> MlflowServer.of(uri, console.environment()));
    if (output != null) {
      OutputFile.requireOtherThanDatabase(output, tracker.file());
    }
    History history = new WriteExport(tracker, experiment).history();
    if (folder != null) {
      publish(history, AllocationStanding.steps(tracker, experiment));
    } else if (server.isPresent()) {
      send(history, server.get(), tracker.identity());
    } else {
      write(history);
    }
    return ExitCode.OK;
  }

  private void requireEffects() {
    if (folder == null) {
      requireEffect("without --to", "--iteration");
      if (mlflow == null) {
        requireEffect("without --to or --mlflow", "--quants");
      }
    } else {
      requireEffect("with --to", "--format", "-o", "--mlflow");
      QuantTypeName.requireDistinct(quants);
    }
    if (mlflow != null) {
      requireEffect("with --mlflow", "--format", "-o");
    }
  }

  private void write(History history) throws IOException {
    String text = WriteExport.text(history, format);
    if (output == null) {
      console.out().print(text);
      console.out().flush();
    } else {
      OutputFile.write(output, text);
    }
  }

  private void publish(History history, List<AllocationStanding> steps) throws IOException {
    new PublishFolder(
            history,
            steps,
            (type, imatrix, to) -> quantize(history, type, imatrix, to),
            console::warn)
        .write(folder, iteration == null ? OptionalInt.empty() : OptionalInt.of(iteration), quants)
        .forEach(name -> console.out().println(folder.resolve(name)));
    console.out().println(folder.resolve(PublishFolder.SUMS));
    console.out().flush();
  }

  private void send(History history, MlflowServer server, String identity) throws IOException {
    MlflowExport.Outcome outcome =
        new MlflowExport(server, MlflowExport.PATIENCE, console.clock(), console::warn)
            .write(
                history,
                identity,
                quants.stream().map(QuantType::name).collect(Collectors.toSet()));
    console
        .out()
        .printf(
            "%s: %s made, %d brought up to date, %s, %s%n",
            outcome.experiment(),
            Numbers.amount(outcome.created(), "run"),
            outcome.updated(),
            Numbers.amount(outcome.metrics(), "value"),
            Numbers.amount(outcome.artifacts(), "file"));
    console.out().flush();
  }

  /** As the loop does it: the same bytes. */
  private void quantize(History history, QuantType type, Optional<Imatrix> imatrix, Path to) {
    LlamaLibrary library = llama.open();
    SettingValues settings = SettingValues.of(history.experiment().settings());
    QuantizeOptions options =
        settings.quantizing(
            type,
            imatrix.map(Imatrix::file).orElse(null),
            imatrix.map(one -> one.file().getFileName().toString()).orElse(null),
            history.experiment().settings().threads());
    try (Stage stage = console.progress().stage("quantize " + type, "tensors", 0)) {
      FileQuantizer.quantize(
          library,
          history.model().path(),
          to,
          options,
          forecast -> FileQuantizer.notes(type, forecast).forEach(console::warn),
          stage);
    }
  }
}
