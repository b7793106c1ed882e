package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UsageException;
import dev.quantloop.app.cli.option.ConsoleSources;
import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.app.cli.option.NativeOptions;
import dev.quantloop.app.cli.option.PresetName;
import dev.quantloop.app.cli.option.ReadingLine;
import dev.quantloop.app.cli.option.SettingOptions;
import dev.quantloop.app.cli.option.SourceOptions;
import dev.quantloop.app.cli.report.ExperimentReport;
import dev.quantloop.app.corpus.TokenCache;
import dev.quantloop.app.create.CreateExperiment;
import dev.quantloop.app.experiment.ExperimentDraft;
import dev.quantloop.app.experiment.ExperimentSpec;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingPreset;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.app.source.SourceUse;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Creates an experiment. */
@Command(
    name = "new",
    header = "Create an experiment on your model and texts.",
    description =
        "Reads the sources, splits the documents of each once into those to evaluate on and the"
            + " calibration pool, and records the experiment. Nothing is computed until: quantloop"
            + " run NAME",
    footer = {
      "  quantloop new mine -m model-f16.gguf --source text=corpus.txt",
      "  quantloop new mine -m model-bf16.gguf --source code=src/**/*.java --source prose=book.txt \\",
      "      --quants Q4_K_M,IQ2_XS --start 16k --growth 2 --max 1M --eval-chunks 40",
      "  quantloop new wiki -m model-f16.gguf --preset wiki \\",
      "      --source 'wiki=wiki.test.raw;use=evaluation' --source 'text=corpus.txt;use=calibration'"
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
          "A named source of text: files, directories or globs, quoted or not; - for standard input;"
              + " hf:OWNER/NAME for a dataset of the Hugging Face hub; program:PATH, plugin:NAME,"
              + " random:TOKENS, logits:FILE. May come several times. The domain is the name unless given.")
  private List<String> sources;

  @Mixin private final SourceOptions sourceOptions = new SourceOptions();

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      converter = PresetName.class,
      description =
          "Settings under a name, for what no flag says: usual, 'quick look', thorough, low-bit, or"
              + " wiki for figures as they are published, on all chunks of llama-perplexity of the"
              + " sources with ;use=evaluation.")
  private SettingPreset preset;

  @Mixin private SettingOptions settings;

  @Option(
      names = "--dry-run",
      description =
          "Only check everything, and say how large the corpora would be, which models would go"
              + " where, and why.")
  private boolean dryRun;

  @Mixin private NativeOptions llama;
  @Mixin private DbOption history;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    ExperimentSpec spec =
        new ExperimentSpec(
            name,
            model,
            sourceOptions.specs(sources, console.directories()::expanded),
            preset == null ? settings.values() : preset.under(settings.values()));
    requireEffect(spec);
    try (Tracker tracker = history.open();
        ReadingLine line = readingLine(spec)) {
      CreateExperiment creation =
          new CreateExperiment(
              tracker,
              llama.open(),
              new TokenCache(console.directories().cache()),
              line,
              notice -> {
                line.end();
                console.say(notice);
              });
      ExperimentDraft draft = ExperimentDraft.of(spec, ConsoleSources.of(console));
      if (dryRun) {
        List<String> plan = creation.rehearse(draft);
        json.print(
            () -> Map.of("experiment", name, "plan", plan), out -> plan.forEach(out::println));
        return ExitCode.OK;
      }
      Experiment experiment = creation.create(draft);
      ExperimentReport report = new ExperimentReport(tracker, experiment);
      json.print(report::document, report::printSummary);
      if (!json.wanted()) {
        console.say("Next:  " + DbOption.typed(console, tracker.file(), "run", experiment.name()));
      }
    }
    return ExitCode.OK;
  }

  /** With a limit no source is read to its end. */
  private ReadingLine readingLine(ExperimentSpec spec) {
    boolean whole = spec.settings().find(Setting.MAX).isEmpty();
    return new ReadingLine(console, whole ? spec.sources() : List.of());
  }

  private static void requireEffect(ExperimentSpec spec) {
    boolean evaluated =
        spec.sources().stream().anyMatch(source -> source.use() == SourceUse.EVALUATION);
    if (spec.settings().get(Setting.WHOLE_EVALUATION) && !evaluated) {
      throw new UsageException(
          "no source is for evaluation alone, whose chunks are all to be evaluated on: write"
              + " ;use=evaluation behind its paths");
    }
  }
}
