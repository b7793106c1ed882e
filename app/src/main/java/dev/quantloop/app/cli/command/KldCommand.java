package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UsageException;
import dev.quantloop.app.cli.option.ColumnsOption;
import dev.quantloop.app.cli.option.ParseSpecialOption;
import dev.quantloop.app.cli.option.PresetName;
import dev.quantloop.app.cli.option.QuarantineOption;
import dev.quantloop.app.cli.option.SettingOptions;
import dev.quantloop.app.cli.option.StageOptions;
import dev.quantloop.app.cli.report.KldReport;
import dev.quantloop.app.cli.report.QuarantineReport;
import dev.quantloop.app.engine.QuarantinedChunk;
import dev.quantloop.app.machine.ThisMachine;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingPreset;
import dev.quantloop.app.stage.KldComparison;
import dev.quantloop.app.stage.MeasureKld;
import dev.quantloop.app.stage.OutputFile;
import dev.quantloop.app.stage.StageSettings;
import dev.quantloop.llama.evaluate.ScoredPositions;
import dev.quantloop.llama.evaluate.StoredBaseline;
import dev.quantloop.llama.hdf5.LogitsFile;
import dev.quantloop.tracker.record.ChunkResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures how far quantized models are from the baseline. */
@Command(
    name = "kld",
    header = "Measure the KL divergence of models from a baseline.",
    description =
        "Decodes a text with the baseline and with each candidate, side by side and with nothing on"
            + " disk, and prints the statistics of the KL divergence over all scored tokens (in"
            + " nats), of the perplexity and of the right token's probability. A baseline can also"
            + " be a file of llama-perplexity, which holds the text.",
    footer = {
      "  quantloop kld --base-model model-f16.gguf -m model-Q4_K_M.gguf -m model-Q2_K.gguf -f wiki.txt",
      "  quantloop kld --kl-divergence-base wiki.kld -m model-Q2_K.gguf",
      "  quantloop kld --base-model model-f16.gguf -f wiki.txt --save-base wiki.kld",
      "  quantloop kld --preset wiki --base-model model-f16.gguf -m model-Q2_K.gguf -f wiki.test.raw"
    })
public final class KldCommand extends ConsoleCommand {
  @Option(
      names = {"-m", "--model"},
      paramLabel = "CANDIDATE",
      description = "A model to compare with the baseline; may come several times.")
  private List<Path> candidates = List.of();

  @Option(
      names = "--base-model",
      paramLabel = "MODEL",
      description = "The baseline, usually the unquantized model.")
  private Path baseModel;

  @Option(
      names = {"--kl-divergence-base", "--baseline-logits"},
      paramLabel = "FILE",
      description =
          "The baseline as llama-perplexity wrote it, text included, or as llama-gguf-optimize or"
              + " quantloop logits did, HDF5. To a file of llama-gguf-optimize belongs its text: -f.")
  private Path baseFile;

  @Option(
      names = "--save-base",
      paramLabel = "FILE",
      description =
          "Write the baseline in llama-perplexity's format, and score against what it holds.")
  private Path saveBase;

  @Option(
      names = "--hdf5",
      paramLabel = "FILE",
      description =
          "Write the KL divergence of each chunk, and of all, as kl_d_bench.py of"
              + " llama-gguf-optimize does, for its read_kl_d_benchmarks.py; of one candidate.")
  private Path hdf5;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "TEXT",
      description = "Evaluation text, UTF-8; may come several times.")
  private List<Path> texts = List.of();

  @Mixin private ParseSpecialOption special;

  @Option(
      names = "--kl-divergence",
      hidden = true,
      description = "Accepted for llama-perplexity's sake.")
  private boolean divergence;

  @Mixin private final SettingOptions scored = new SettingOptions(List.of(Setting.ALL_POSITIONS));

  @Option(
      names = "--preset",
      paramLabel = "wiki",
      converter = PresetName.class,
      description =
          "wiki: figures as they are published, on chunks of 512 tokens: all of wiki.test.raw.")
  private SettingPreset preset;

  @Mixin private QuarantineOption quarantine;
  @Mixin private ColumnsOption columns;
  @Mixin private StageOptions stage;

  @Override
  public Integer call() {
    requireSense();
    List<QuarantinedChunk> aside = new ArrayList<>();
    List<List<ChunkResult>> results =
        new MeasureKld(console, stage::open, quarantine.wanted() ? aside::add : null)
            .run(request());
    if (hdf5 != null) {
      new KldComparison(results.get(0)).write(hdf5);
    }
    KldReport report = new KldReport(candidates, results);
    if (results.isEmpty() && !stage.json().wanted()) {
      console.out().println(saveBase + ": the baseline's log-probabilities");
    } else {
      stage
          .json()
          .print(
              () -> report.document(aside),
              columns.arePublished(preset != null) ? report::printPublished : report::print);
    }
    if (!stage.json().wanted()) {
      QuarantineReport.print(aside, console.out());
    }
    return ExitCode.OK;
  }

  private void requireSense() {
    if (preset != null && !preset.name().equals("wiki")) {
      throw new UsageException(
          "the preset " + preset.name() + " is for quantloop new; this has wiki alone");
    }
    if (baseModel == null && baseFile == null) {
      throw new UsageException(
          "give the baseline: --base-model MODEL or --kl-divergence-base FILE");
    } else if (baseModel != null && baseFile != null) {
      throw new UsageException(
          "give either --base-model or --kl-divergence-base (--save-base writes such a file)");
    } else if (saveBase != null && quarantine.wanted()) {
      throw new UsageException("--save-base takes whole texts, so --quarantine has no effect");
    } else if (saveBase != null && baseModel == null) {
      throw new UsageException("--save-base needs --base-model");
    } else if (baseModel != null && texts.isEmpty()) {
      throw new UsageException("give the text to evaluate on with -f TEXT");
    } else if (candidates.isEmpty() && saveBase == null) {
      throw new UsageException("give the models to compare with -m CANDIDATE");
    } else if (scored.values().positions() == ScoredPositions.ALL
        && (saveBase != null || baseFile != null && !isHdf5())) {
      throw new UsageException("llama-perplexity's files hold the second half of each chunk only");
    }
    if (hdf5 != null && candidates.size() != 1) {
      throw new UsageException("--hdf5 takes one candidate: give one -m");
    } else if (hdf5 != null) {
      List<Path> inputs = new ArrayList<>(candidates);
      inputs.addAll(texts);
      Stream.of(Optional.ofNullable(baseModel), Optional.ofNullable(baseFile))
          .flatMap(Optional::stream)
          .forEach(inputs::add);
      OutputFile.requireWritable(hdf5, inputs);
    }
    if (baseFile != null && texts.isEmpty()) {
      requireEffect("with --kl-divergence-base, which holds tokens", "--parse-special");
    }
    if (baseFile != null && !isHdf5() && !texts.isEmpty()) {
      console.warn("-f has no effect: the text is the one in " + baseFile);
    }
  }

  private MeasureKld.Request request() {
    ScoredPositions positions = scored.values().positions();
    StageSettings settings =
        baseFile != null
            ? stage.settings(positions, contextSizeOf(baseFile))
            : preset != null
                ? stage.settings(positions, preset.contextSize())
                : stage.settings(positions);
    if (quarantine.wanted()) {
      settings = settings.apart();
    }
    return new MeasureKld.Request(
        baseModel,
        baseFile == null ? saveBase : baseFile,
        candidates,
        texts,
        special.wanted(),
        settings,
        console.directories().cache(),
        ThisMachine.availableMemory());
  }

  private boolean isHdf5() {
    return Files.isRegularFile(baseFile) && LogitsFile.isHdf5(baseFile);
  }

  private static int contextSizeOf(Path file) {
    try (StoredBaseline base = StoredBaseline.open(file)) {
      return base.contextSize();
    }
  }
}
