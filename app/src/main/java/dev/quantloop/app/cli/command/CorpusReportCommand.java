package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.app.cli.option.NativeOptions;
import dev.quantloop.app.cli.option.SettingOptions;
import dev.quantloop.app.cli.option.TextSources;
import dev.quantloop.app.cli.report.CorpusReport;
import dev.quantloop.app.create.DrawnCorpora;
import dev.quantloop.app.create.ReadSources;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.llama.model.Model;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Reports on sources. */
@Command(
    name = "report",
    header = "Show what sources hold, and how they would be split.",
    description =
        "Counts documents, tokens, copies, near-copies (80 % of the runs of five words), scripts and"
            + " special tokens, splits the sources as quantloop new would, and counts the pool's"
            + " documents that share 12 tokens in a row with evaluation text. Nothing is recorded.",
    footer =
        "  quantloop corpus report -m model-f16.gguf --source chat=chats.jsonl --source code=src")
final class CorpusReportCommand extends ConsoleCommand {
  @Mixin private TextSources sources;

  @Mixin
  private final SettingOptions settings =
      new SettingOptions(
          List.of(
              Setting.CONTEXT,
              Setting.CHUNKS,
              Setting.PER_DOCUMENT,
              Setting.KEEP_OVERLAP,
              Setting.SEARCH_CHUNKS,
              Setting.HELD_OUT_CHUNKS,
              Setting.SEED));

  @Mixin private NativeOptions llama;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    return sources.read(console, llama.open(), Long.MAX_VALUE, this::report);
  }

  private int report(ReadSources read, Model vocabulary) {
    CorpusReport report = of(read, vocabulary, settings.values());
    json.print(report::document, report::print);
    return ExitCode.OK;
  }

  /** Of sources that have been read, as settings have them split. */
  static CorpusReport of(ReadSources read, Model vocabulary, SettingValues settings) {
    return new CorpusReport(
        read.sources(),
        DrawnCorpora.samples(read, settings),
        settings.get(Setting.KEEP_OVERLAP),
        vocabulary.tokenizer());
  }
}
