package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UsageException;
import dev.quantloop.app.cli.option.ParseSpecialOption;
import dev.quantloop.app.cli.option.QuarantineOption;
import dev.quantloop.app.cli.option.StageOptions;
import dev.quantloop.app.cli.option.TokenCount;
import dev.quantloop.app.cli.option.WholeNumber;
import dev.quantloop.app.cli.report.CoverageReport;
import dev.quantloop.app.cli.report.QuarantineReport;
import dev.quantloop.app.cli.report.ShownMeanStatisticsReport;
import dev.quantloop.app.cli.report.ShownStatisticsReport;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.setting.EffectiveSettings;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.stage.ComputeImatrix;
import dev.quantloop.app.stage.ComputeImatrix.ImatrixFormat;
import dev.quantloop.app.stage.ImatrixParts;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.imatrix.statistics.ShownMeanStatistics;
import dev.quantloop.llama.imatrix.statistics.ShownStatistics;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Computes or merges importance matrices. */
@Command(
    name = "imatrix",
    header = "Compute an importance matrix, or merge several.",
    description =
        "Runs a text through a model and writes the sums of the squared activations that enter each"
            + " weight: the importance matrix that quantize --imatrix uses. The sums of --in-file"
            + " are added; without -f, they are all there is.",
    synopsisSubcommandLabel = "[COMMAND]",
    subcommands = {ImatrixCheckCommand.class, ImatrixCompareCommand.class},
    footer = {
      "  quantloop imatrix -m model-f16.gguf -f calibration.txt -o imatrix.gguf",
      "  quantloop imatrix --in-file code.gguf:2 --in-file prose.gguf -o both.gguf",
      "  quantloop imatrix --in-file both.gguf --subtract prose.gguf --scale-to 64k -o code.gguf",
      "  quantloop imatrix --show-statistics --in-file imatrix.gguf",
      "  quantloop imatrix check imatrix.gguf model-f16.gguf"
    })
public final class ImatrixCommand extends ConsoleCommand {
  /** What only matters where a text is run through a model. */
  private static final String[] COMPUTING = {
    "--chunk",
    "--chunks",
    "--process-output",
    "--squares-only",
    "--nextn",
    "--quarantine",
    "--parse-special",
    "--output-frequency",
    "--save-frequency",
    "-b",
    "-ub",
    "-t",
    "-fa",
    "-ngl",
    "-sm",
    "-ts",
    "-mg",
    "--llama-lib",
    "--backend",
    "--cpu-variant",
    "--rpc",
    "-v"
  };

  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      description = "The model, a GGUF file; preferably unquantized.")
  private Path model;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "TEXT",
      description = "Calibration text, UTF-8; may come several times.")
  private List<Path> texts = List.of();

  @Option(
      names = {"-o", "--output", "--output-file"},
      paramLabel = "FILE",
      description = "Where the imatrix goes (default: imatrix.gguf, or imatrix.dat).")
  private Path output;

  @Option(
      names = {"-ofreq", "--output-frequency"},
      paramLabel = "N",
      converter = WholeNumber.Count.class,
      description =
          "Keep the sums so far in FILE.partial after every N chunks (default: every few seconds)."
              + " The same command goes on from there after it was interrupted.")
  private int outputFrequency;

  @Option(
      names = "--save-frequency",
      paramLabel = "N",
      defaultValue = "0",
      converter = WholeNumber.CountOrNone.class,
      description = "Also write a copy to FILE.at_CHUNKS after every N chunks; 0 for none.")
  private int saveFrequency;

  @Option(
      names = "--output-format",
      paramLabel = "FORMAT",
      description =
          "gguf, or dat for programs older than llama.cpp's GGUF imatrices (default: dat if the"
              + " output's name ends so, else gguf).")
  private ImatrixFormat format;

  @Option(
      names = "--in-file",
      paramLabel = "FILE[:WEIGHT]",
      split = ",",
      converter = AddendOption.class,
      description =
          "An imatrix whose sums are added, of either format; may come several times. Its text"
              + " counts WEIGHT times.")
  private List<ImatrixParts.Addend> added = List.of();

  @Option(
      names = "--subtract",
      paramLabel = "FILE",
      split = ",",
      description =
          "Take the text of this imatrix away from that of --in-file, which it is part of.")
  private List<Path> subtracted = List.of();

  @Option(
      names = "--scale-to",
      paramLabel = "TOKENS",
      converter = TokenCount.class,
      description =
          "Have the sums of --in-file count as those of so many tokens, which is their weight where"
              + " others are added; means stay as they are.")
  private Long tokens;

  /** Reads FILE or FILE:WEIGHT. */
  static final class AddendOption implements ITypeConverter<ImatrixParts.Addend> {
    @Override
    public ImatrixParts.Addend convert(String text) {
      try {
        return ImatrixParts.Addend.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  @Option(
      names = {"--chunk", "--from-chunk"},
      paramLabel = "N",
      defaultValue = "0",
      converter = WholeNumber.CountOrNone.class,
      description = "Pass over the first N chunks of the text (default: ${DEFAULT-VALUE}).")
  private int firstChunk;

  @Option(
      names = "--neutral-prior",
      paramLabel = "W",
      defaultValue = "0",
      converter = WholeNumber.CountOrNone.class,
      description =
          "Write the sums as if W tokens more had had an importance of 1 in each column of each"
              + " expert, which steadies experts that saw few tokens (default: none).")
  private int neutralPrior;

  @Option(
      names = "--process-output",
      description = "Also collect for output.weight, which quantizers rarely want.")
  private boolean processOutput;

  @Option(
      names = "--squares-only",
      description =
          "Sum squared activations alone, as llama.cpp did before v0.6; otherwise also those that"
              + " are not squared (NAME.in_sum), for statistics of mean activations. A .dat file"
              + " has no room for these.")
  private boolean squaresOnly;

  @Option(
      names = "--nextn",
      description =
          "Also collect for the layer that predicts a further token (MTP, NextN), as llama-imatrix"
              + " does from v0.8 on; its weights see one token less of each chunk.")
  private boolean nextn;

  @Mixin private QuarantineOption quarantine;

  @Mixin private ParseSpecialOption special;

  @Option(
      names = "--no-ppl",
      description = "Accepted for llama-imatrix's sake; no perplexity is computed here (see ppl).")
  private boolean noPerplexity;

  @Option(
      names = "--show-statistics",
      description =
          "Print the statistics of one --in-file as llama-imatrix does, that of v0.8 where there are"
              + " sums of plain activations, else that of v0.5; write nothing. See inspect for more"
              + " of them.")
  private boolean showStatistics;

  @Mixin private StageOptions stage;

  @Override
  public Integer call() {
    if (showStatistics) {
      showStatistics();
      return ExitCode.OK;
    }
    ComputeImatrix.Request request = request();
    print(request, new ComputeImatrix(console, stage::open).run(request));
    return ExitCode.OK;
  }

  /** As llama-imatrix, which asks for a model, takes one and does not look at it. */
  private void showStatistics() {
    if (added.size() != 1) {
      throw new UsageException("give the one imatrix that --show-statistics shows with --in-file");
    }
    if (added.get(0).weight() != 1) {
      throw new UsageException("a weight has no effect with --show-statistics: leave it out");
    }
    requireEffect("with --show-statistics", "-f", "-o", "--output-format", "--json", "-c");
    requireEffect("with --show-statistics", "--subtract", "--scale-to", "--neutral-prior");
    requireEffect("with --show-statistics", COMPUTING);
    Path file = added.get(0).file();
    ImatrixSums sums = ImatrixFile.read(file);
    if (sums.neutralPrior() > 0) {
      console.warn(
          "%s holds a neutral prior of %s, which counts here as llama-imatrix counts it"
              .formatted(file, Numbers.amount(sums.neutralPrior(), "token")));
    }
    if (sums.entries().values().stream().noneMatch(entry -> entry.plain() != null)) {
      ShownStatisticsReport.print(console.out(), file.toString(), ShownStatistics.of(sums));
      return;
    }
    ShownMeanStatistics shown = ShownMeanStatistics.of(sums);
    ShownMeanStatisticsReport.print(console.out(), file.toString(), shown);
    if (shown.layers().isEmpty()) {
      console.warn("the numbers of the layers have a gap, so there is no table by layer");
    }
  }

  private ComputeImatrix.Request request() {
    if (model == null && !texts.isEmpty()) {
      throw new UsageException("give the model that the text is run through with -m MODEL");
    }
    ImatrixParts parts =
        new ImatrixParts(
            added, subtracted, tokens == null ? OptionalLong.empty() : OptionalLong.of(tokens));
    if (texts.isEmpty()) {
      requireEffect("without a text (-f TEXT)", COMPUTING);
      if (!parts.haveUnknownChunks()) {
        requireEffect("without a text (-f TEXT) or a .dat file", "-c");
      }
    } else {
      requireEffect("with a text (-f TEXT): change the imatrix of it", "--subtract", "--scale-to");
    }
    if (added.isEmpty()) {
      requireEffect("without --in-file", "--subtract", "--scale-to");
    }
    if (processOutput && model != null) {
      EffectiveSettings.require(
          SettingValues.NONE.with(Setting.PROCESS_OUTPUT, true),
          List.of(),
          List.copyOf(GgufFile.read(model).modelTensors().values()));
    }
    ImatrixFormat written = format == null ? formatOfName() : format;
    return new ComputeImatrix.Request(
        model,
        texts,
        parts,
        output == null ? Path.of("imatrix." + written) : output,
        written,
        stage.settingsFrom(firstChunk),
        processOutput,
        squaresOnly,
        nextn,
        special.wanted(),
        outputFrequency,
        saveFrequency,
        neutralPrior,
        quarantine.wanted());
  }

  private ImatrixFormat formatOfName() {
    return output != null && output.toString().toLowerCase(Locale.ROOT).endsWith(".dat")
        ? ImatrixFormat.DAT
        : ImatrixFormat.GGUF;
  }

  private void print(ComputeImatrix.Request request, ComputeImatrix.Result result) {
    if (stage.json().wanted()) {
      Json.print(
          console.out(),
          Json.object(
              "output", request.output(),
              "format", request.format(),
              "sha256", result.sha256(),
              "entries", result.sums().entries().size(),
              "neutral_prior", request.neutralPrior(),
              "coverage", result.coverage().map(CoverageReport::document).orElse(null),
              "chunk_size", result.sums().chunkSize(),
              "chunks", result.sums().chunkCount(),
              "new_chunks", result.newChunks(),
              "quarantined", QuarantineReport.document(result.quarantined()),
              "datasets", result.sums().datasets(),
              "seconds", result.computing().toMillis() / 1000.0,
              "tokens_per_second", result.tokensPerSecond()));
      return;
    }
    console
        .out()
        .printf(
            "%s: %s over %s of %s%n",
            request.output(),
            Numbers.amount(result.sums().entries().size(), "weight"),
            Numbers.amount(result.sums().chunkCount(), "chunk"),
            Numbers.amount(result.sums().chunkSize(), "token"));
    QuarantineReport.print(result.quarantined(), console.out());
    if (result.newChunks() > 0) {
      console
          .out()
          .printf(
              "%s computed in %s, loading included%n",
              Numbers.counted(result.newChunks(), "chunk"), Numbers.duration(result.computing()));
    }
  }
}
