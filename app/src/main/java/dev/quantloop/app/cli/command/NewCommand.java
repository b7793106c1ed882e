package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.cli.option.DecodeOptions;
import dev.quantloop.app.cli.option.HistoryOption;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.app.cli.option.NativeOptions;
import dev.quantloop.app.cli.option.QuantizeSettingsOptions;
import dev.quantloop.app.cli.option.Ratio;
import dev.quantloop.app.cli.option.TokenCount;
import dev.quantloop.app.cli.report.ExperimentReport;
import dev.quantloop.app.corpus.SourceSpec;
import dev.quantloop.app.create.CreateExperiment;
import dev.quantloop.app.experiment.ExperimentDraft;
import dev.quantloop.app.experiment.ExperimentName;
import dev.quantloop.app.experiment.SourceInput;
import dev.quantloop.app.format.Json;
import dev.quantloop.llama.evaluate.ScoredPositions;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Creates an experiment. */
@Command(
    name = "new",
    header = "Create an experiment on your model and texts.",
    description =
        "Reads the sources, splits each once into evaluation chunks and the calibration pool after"
            + " them, and records the experiment. Nothing is computed until: quantloop run NAME",
    footer = {
      "",
      "Examples:",
      "  quantloop new mine -m model-f16.gguf --source text=corpus.txt",
      "  quantloop new mine -m model-bf16.gguf --source code=src/**/*.java --source prose=book.txt \\",
      "      --quants Q4_K_M,IQ2_XS --start 16k --growth 2 --max 1M --eval-chunks 40"
    })
public final class NewCommand extends ConsoleCommand {
  @Parameters(
      paramLabel = "NAME",
      description = "A name for the experiment: letters, digits, . _ -")
  private String name;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "FILE",
      required = true,
      description = "The unquantized model: F32, F16 or BF16.")
  private Path model;

  @Option(
      names = "--source",
      paramLabel = SourceSpec.SYNTAX,
      required = true,
      description =
          "A named source of text: files, directories or globs, quoted or not; may come several"
              + " times. The domain is the name unless given.")
  private List<String> sources;

  @Option(
      names = "--quants",
      paramLabel = "TYPE[,TYPE...]",
      split = ",",
      defaultValue = "Q4_K_M,Q2_K",
      description = "The quant types to try each imatrix on (default: ${DEFAULT-VALUE}).")
  private List<String> quants;

  @Option(
      names = "--eval-chunks",
      paramLabel = "N",
      description =
          "Chunks of each source that every quant is evaluated on (default: "
              + ExperimentDraft.USUAL_EVALUATION_CHUNKS
              + ", or a third of the shortest source).")
  private Integer evaluationChunks;

  @Option(
      names = "--start",
      paramLabel = "TOKENS",
      converter = TokenCount.Converter.class,
      description =
          "Size of the first calibration corpus (default: "
              + ExperimentDraft.USUAL_START_TOKENS
              + ", or a sixteenth of the pool).")
  private TokenCount start;

  @Option(
      names = "--growth",
      paramLabel = "FACTOR",
      defaultValue = "" + ExperimentDraft.USUAL_GROWTH,
      description = "How many times as large each next corpus is (default: ${DEFAULT-VALUE}).")
  private double growth;

  @Option(
      names = "--max",
      paramLabel = "TOKENS",
      converter = TokenCount.Converter.class,
      description = "Size of the largest corpus (default: the whole pool).")
  private TokenCount max;

  @Option(
      names = "--plateau-steps",
      paramLabel = "K",
      defaultValue = "2",
      description =
          "Small improvements in a row after which a quant type is on its plateau (default:"
              + " ${DEFAULT-VALUE}).")
  private int plateauSteps;

  @Option(
      names = "--plateau-threshold",
      paramLabel = "SHARE",
      defaultValue = "0.01",
      converter = Ratio.Converter.class,
      description =
          "An improvement of the composite below this is small: 1%% or 0.01 (default: 1%%).")
  private Ratio plateauThreshold;

  @Option(
      names = "--all-positions",
      description =
          "Score every position of a chunk, not only the second half as llama-perplexity does.")
  private boolean allPositions;

  @Option(
      names = "--process-output",
      description = "Calibrate output.weight too, as llama-imatrix --process-output does.")
  private boolean processOutput;

  @Option(
      names = "--dry-run",
      description =
          "Only check everything, and say how large the corpora would be, which models would go"
              + " where, and why.")
  private boolean dryRun;

  @Mixin private DecodeOptions decode;
  @Mixin private QuantizeSettingsOptions quantize;
  @Mixin private NativeOptions llama;
  @Mixin private HistoryOption history;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    ExperimentName.require(name);
    List<QuantType> types = quants.stream().map(QuantType::parse).distinct().toList();
    ExperimentDraft draft = draft(types, new SourceReader(console).read(sources));
    try (Tracker tracker = history.open()) {
      CreateExperiment creation = new CreateExperiment(tracker, llama.open(), console::say);
      if (dryRun) {
        return say(creation.rehearse(draft));
      }
      Experiment experiment = creation.create(draft);
      ExperimentReport report = new ExperimentReport(tracker, experiment);
      if (json.wanted()) {
        Json.print(console.out(), report.document());
      } else {
        report.printSummary(console.out());
        console.say("Next:  " + DbOption.typed(console, tracker.file(), "run", experiment.name()));
      }
    }
    return ExitCode.OK;
  }

  private int say(List<String> plan) {
    if (json.wanted()) {
      Json.print(console.out(), Map.of("experiment", name, "plan", plan));
    } else {
      plan.forEach(console.out()::println);
    }
    return ExitCode.OK;
  }

  private ExperimentDraft draft(List<QuantType> types, List<SourceInput> inputs) {
    return new ExperimentDraft(
        name,
        model,
        inputs,
        types,
        decode.settings(),
        decode.leavesTuning(),
        decode.gpuLayers(),
        allPositions ? ScoredPositions.ALL : ScoredPositions.SECOND_HALF,
        processOutput,
        quantize.settings(),
        evaluationChunks == null ? OptionalInt.empty() : OptionalInt.of(evaluationChunks),
        start == null ? OptionalLong.empty() : OptionalLong.of(start.value()),
        growth,
        max == null ? OptionalLong.empty() : OptionalLong.of(max.value()),
        plateauSteps,
        plateauThreshold.value());
  }
}
