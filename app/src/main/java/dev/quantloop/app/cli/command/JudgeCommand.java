package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UsageException;
import dev.quantloop.app.cli.option.ConsoleSources;
import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.cli.option.SettingOptions;
import dev.quantloop.app.cli.option.SourceOptions;
import dev.quantloop.app.cli.report.FileRankingReport;
import dev.quantloop.app.judge.JudgeFiles;
import dev.quantloop.app.loop.PlanIterations;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.source.SourceOption;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.app.source.SourceUse;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ranks files from outside. */
@Command(
    name = "judge",
    header = "Rank any GGUF files against the model that they were made of.",
    description = {
      "Evaluates quantized files, whoever made them and with whatever program, on the same text"
          + " against one baseline, and ranks them by the composite of the KL divergence, with"
          + " intervals, size and bits a weight. Files that are not detectably worse than the best"
          + " share its mark. The files themselves are only read.",
      "The figures are kept in an experiment. With the same --name, the command goes on where it"
          + " stopped, and adds files; what is evaluated is known by its SHA-256."
    },
    footer = {
      "  quantloop judge model-f16.gguf theirs-Q4_K_M.gguf mine-Q4_K_M.gguf mine-IQ3_XS.gguf \\",
      "      --source prose=book.txt --source code=src/**/*.java --eval-chunks 80",
      "  quantloop judge model-f16.gguf another-Q4_K_M.gguf",
      "  quantloop judge model-f16.gguf theirs-Q4_K_M.gguf --source ev=logits:baseline.kld"
    })
public final class JudgeCommand extends ConsoleCommand {
  private static final List<Setting<?>> SETTINGS =
      List.of(
          Setting.CONTEXT,
          Setting.CHUNKS,
          Setting.WHOLE_EVALUATION,
          Setting.PER_DOCUMENT,
          Setting.SPLIT,
          Setting.SEED,
          Setting.ALL_POSITIONS,
          Setting.THREADS,
          Setting.LAYERS,
          Setting.BATCH,
          Setting.MICRO_BATCH,
          Setting.FLASH_ATTENTION,
          Setting.QUARANTINE);

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "The baseline, usually the unquantized model.")
  private Path model;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "QUANT",
      description = "The files to judge; of one that is split, the first.")
  private List<Path> quants;

  @Option(
      names = "--source",
      paramLabel = SourceSpec.SYNTAX,
      description =
          "A named source of text to evaluate on, as quantloop new reads it; may come several"
              + " times.")
  private List<String> sources = List.of();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "TEXT",
      description = "The same for a file, which names the source; may come several times.")
  private List<Path> texts = List.of();

  @Mixin private final SourceOptions sourceOptions = new SourceOptions();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The experiment that keeps the figures (default: judge- and the model's name).")
  private String name;

  @Option(
      names = "--stop-early",
      description = {
        "Hold each file against the first while it is evaluated, document by document in seeded"
            + " order, and end its evaluation once it is settled whether it is better, worse, or"
            + " that the rest would hardly show a difference. All looks together call equal files"
            + " different in 5 of 100 cases. What ends early has a verdict and no figures in the"
            + " ranking; without this option the rest is evaluated."
      })
  private boolean stopEarly;

  @Mixin private final SettingOptions settings = new SettingOptions(SETTINGS);
  @Mixin private RunsInTurn runs;
  @Mixin private DbOption history;

  @Override
  public Integer call() {
    JudgeFiles.Request request =
        new JudgeFiles.Request(
            model, quants, Optional.ofNullable(name), specs(), settings.values());
    try (Tracker tracker = history.open()) {
      Experiment experiment = record(tracker, request);
      if (!stopEarly) {
        tracker.earlyStops().resume(experiment.id());
      }
      if (new PlanIterations(tracker, experiment).unfinished().isPresent()) {
        return runs.run(tracker, experiment, stopEarly);
      }
      FileRankingReport report = FileRankingReport.of(tracker, List.of(experiment));
      runs.json().print(report::document, report::print);
    }
    return ExitCode.OK;
  }

  private Experiment record(Tracker tracker, JudgeFiles.Request request) {
    return runs.creating(
        tracker,
        request.sources(),
        creation ->
            new JudgeFiles(
                    tracker,
                    creation,
                    ConsoleSources.of(console),
                    experiment -> runs.provenance(experiment, model),
                    console::say)
                .record(request));
  }

  /** All for evaluation alone. */
  private List<SourceSpec> specs() {
    List<String> all =
        Stream.concat(sources.stream(), texts.stream().map(JudgeCommand::named)).toList();
    List<SourceSpec> specs =
        sourceOptions.specs(all, console.directories()::expanded).stream()
            .map(spec -> spec.withDefaults(Map.of(SourceOption.USE, "evaluation")))
            .toList();
    specs.stream()
        .filter(spec -> spec.use() != SourceUse.EVALUATION)
        .findFirst()
        .ifPresent(
            spec -> {
              throw new UsageException(
                  "nothing is calibrated here: leave ;use= out of the source " + spec.name());
            });
    return specs;
  }

  private static String named(Path text) {
    String name =
        text.getFileName()
            .toString()
            .replaceAll("\\.[A-Za-z0-9]+$", "")
            .replaceAll("[^A-Za-z0-9_.-]", "-")
            .replaceAll("^[^A-Za-z0-9]+", "");
    return (name.isEmpty() ? "text" : name) + "=" + text;
  }
}
