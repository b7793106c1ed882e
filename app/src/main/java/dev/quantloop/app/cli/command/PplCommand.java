package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.cli.option.ParseSpecialOption;
import dev.quantloop.app.cli.option.QuarantineOption;
import dev.quantloop.app.cli.option.SettingOptions;
import dev.quantloop.app.cli.option.StageOptions;
import dev.quantloop.app.cli.report.QuarantineReport;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.stage.MeasurePerplexity;
import dev.quantloop.app.stage.StageSettings;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures perplexity. */
@Command(
    name = "ppl",
    header = "Measure the perplexity of a text under a model.",
    description =
        "The exponential of the mean negative log-likelihood of the tokens of the second half of"
            + " each chunk, as llama-perplexity computes it.",
    footer = "  quantloop ppl -m model-Q4_K_M.gguf -f wiki.txt")
public final class PplCommand extends ConsoleCommand {
  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      required = true,
      description = "The model, a GGUF file.")
  private Path model;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "TEXT",
      required = true,
      description = "Evaluation text, UTF-8; may come several times.")
  private List<Path> texts;

  @Mixin private ParseSpecialOption special;
  @Mixin private final SettingOptions scored = new SettingOptions(List.of(Setting.ALL_POSITIONS));
  @Mixin private QuarantineOption quarantine;
  @Mixin private StageOptions stage;

  @Override
  public Integer call() {
    StageSettings settings = stage.settings(scored.values().positions());
    MeasurePerplexity.Result result =
        new MeasurePerplexity(console, stage::open, quarantine.wanted())
            .run(model, texts, special.wanted(), quarantine.wanted() ? settings.apart() : settings);
    print(result);
    return ExitCode.OK;
  }

  private void print(MeasurePerplexity.Result result) {
    stage
        .json()
        .print(
            () ->
                Json.object(
                    "model", model,
                    "ppl", result.perplexity(),
                    "ppl_error", result.error(),
                    "nll", result.nll(),
                    "nll_error", result.nllError(),
                    "chunks", result.chunks(),
                    "tokens", result.tokens(),
                    "quarantined", QuarantineReport.document(result.quarantined())),
            out -> {
              out.printf(
                  "PPL = %s ± %s over %s of %s%n",
                  Numbers.fixed(result.perplexity(), 4),
                  Numbers.fixed(result.error(), 5),
                  Numbers.amount(result.tokens(), "token"),
                  Numbers.amount(result.chunks(), "chunk"));
              QuarantineReport.print(result.quarantined(), out);
            });
  }
}
