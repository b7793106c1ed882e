package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.app.cli.option.NativeOptions;
import dev.quantloop.app.cli.option.QuantizeWords;
import dev.quantloop.app.cli.option.RewriteOptions;
import dev.quantloop.app.cli.option.SettingOptions;
import dev.quantloop.app.cli.report.CoverageReport;
import dev.quantloop.app.cli.report.DryRunReport;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.format.TextTable;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.Sha256;
import dev.quantloop.app.stage.QuantizeFile;
import dev.quantloop.llama.quantize.QuantForecast;
import dev.quantloop.llama.quantize.QuantType;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Quantizes a model file. */
@Command(
    name = "quantize",
    header = "Quantize a model, with or without an importance matrix.",
    description =
        "Writes the file that llama-quantize writes, byte for byte. The types are listed by"
            + " --list-types; some can't do without an importance matrix.",
    footer = {
      "  quantloop quantize --imatrix imatrix.gguf model-f16.gguf model-IQ2_XS.gguf IQ2_XS",
      "  quantloop quantize -m model-f16.gguf -o model-Q4_K_M.gguf Q4_K_M -t 8"
    })
public final class QuantizeCommand extends ConsoleCommand {
  @Parameters(
      arity = "0..*",
      paramLabel = "[IN [OUT]] TYPE [THREADS]",
      hideParamSyntax = true,
      description =
          "The model, the file to write (default: ggml-model-TYPE.gguf beside the model), the type,"
              + " and threads.")
  private List<String> words = List.of();

  @Option(
      names = {"-m", "--model"},
      paramLabel = "IN",
      description = "The model, in place of the first word.")
  private Path model;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      description = "The file to write, in place of the second word.")
  private Path output;

  @Option(
      names = "--imatrix",
      paramLabel = "FILE",
      description = "The importance matrix, GGUF or legacy.")
  private Path imatrix;

  @Option(names = "--list-types", description = "List the types and exit.")
  private boolean listTypes;

  @Option(
      names = "--dry-run",
      description = "Tell each tensor's type and size, and what it comes to; nothing is written.")
  private boolean dryRun;

  @Mixin private final RewriteOptions rewrite = new RewriteOptions();
  @Mixin private final SettingOptions compute = new SettingOptions(List.of(Setting.THREADS));
  @Mixin private final SettingOptions settings = new SettingOptions(Setting.QUANTIZE);
  @Mixin private NativeOptions llama;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    if (listTypes) {
      requireEffect("with --list-types", "-m", "-o", "--imatrix", "-t");
      printTypes();
      return ExitCode.OK;
    }
    List<String> expanded = words.stream().map(console.directories()::expanded).toList();
    QuantizeWords read =
        QuantizeWords.parse(expanded, model, output, compute.values().find(Setting.THREADS));
    boolean plain = settings.values().only(Setting.TENSOR_TYPE_CHOICES).equals(SettingValues.NONE);
    if (imatrix != null && read.type().ignoresImatrix() && plain) {
      console.warn(
          "--imatrix has no effect: %s takes no importance into account".formatted(read.type()));
    }
    QuantizeFile quantizing = new QuantizeFile(console, llama::open);
    if (dryRun) {
      QuantizeFile.Rehearsal rehearsal = quantizing.rehearse(request(read));
      DryRunReport report = new DryRunReport(read.output(), read.type().name(), rehearsal);
      json.print(report::document, report::print);
    } else {
      print(read, quantizing.run(request(read)));
    }
    return ExitCode.OK;
  }

  private QuantizeFile.Request request(QuantizeWords read) {
    if (imatrix == null) {
      requireEffect(
          "without --imatrix", "--include-weights", "--exclude-weights", "--neutral-prior");
    }
    return new QuantizeFile.Request(
        read.input(),
        read.output(),
        read.type(),
        Optional.ofNullable(imatrix),
        read.threads(),
        settings.values(),
        rewrite.use(),
        rewrite.library());
  }

  private void print(QuantizeWords words, QuantizeFile.Result result) {
    List<Path> files = result.quantized().files();
    json.print(
        () ->
            Json.object(
                "output", files.get(0),
                "files", files,
                "type", words.type(),
                "imatrix", imatrix,
                "imatrix_coverage", result.coverage().map(CoverageReport::document).orElse(null),
                "sha256", Sha256.of(files),
                "input_bytes", result.inputBytes(),
                "bytes", result.quantized().bytes(),
                "bits_per_weight", result.quantized().bitsPerWeight(),
                "fallback_share",
                    result.quantized().forecast().map(QuantForecast::fallbackShare).orElse(null),
                "fallbacks",
                    result.quantized().forecast().flatMap(QuantForecast::fallbacks).orElse(null),
                "nextn_types",
                    result.quantized().forecast().flatMap(QuantForecast::nextnTypes).orElse(null),
                "seconds", result.elapsed().toMillis() / 1000.0),
        out ->
            out.printf(
                "%s: %s, %s bits a weight, %s of %s, in %s%n",
                files.get(0),
                words.type(),
                Numbers.fixed(result.quantized().bitsPerWeight(), 2),
                Numbers.bytes(result.quantized().bytes()),
                Numbers.bytes(result.inputBytes()),
                Numbers.duration(result.elapsed())));
  }

  private void printTypes() {
    TextTable table = new TextTable("type", "needs an imatrix", "summary");
    for (QuantType type : QuantType.all()) {
      table.row(type, type.needsImatrix() ? "yes" : "", type.summary());
    }
    json.print(
        () ->
            QuantType.all().stream()
                .map(
                    type ->
                        Json.object(
                            "type", type,
                            "needs_imatrix", type.needsImatrix(),
                            "summary", type.summary()))
                .toList(),
        table::print);
  }
}
