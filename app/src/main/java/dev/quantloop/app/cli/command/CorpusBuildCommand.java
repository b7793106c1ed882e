package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.app.cli.option.NativeOptions;
import dev.quantloop.app.cli.option.SettingOptions;
import dev.quantloop.app.cli.option.TextSources;
import dev.quantloop.app.cli.option.TokenCount;
import dev.quantloop.app.create.BuildCorpus;
import dev.quantloop.app.create.ReadSources;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.format.TextTable;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.stage.OutputFile;
import dev.quantloop.llama.model.Model;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Builds a corpus. */
@Command(
    name = "build",
    header = "Build one calibration corpus of several sources.",
    description =
        "Draws documents of all sources in a seeded order and writes them as one text of whole"
            + " chunks, with as many tokens of each source: chunk by chunk, or with --mix inside"
            + " every chunk.",
    footer = {
      "  quantloop corpus build -m model.gguf --source en=en.jsonl --source de=de.jsonl \\",
      "      --tokens 200k --mix -o calibration.txt",
      "  quantloop imatrix -m model.gguf -f calibration.txt -o model.imatrix.gguf"
    })
final class CorpusBuildCommand extends ConsoleCommand {
  @Mixin private TextSources sources;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "TEXT",
      required = true,
      description = "The file to write.")
  private Path output;

  @Option(
      names = "--jsonl",
      paramLabel = "FILE",
      description =
          "Also write which document each part is from: a line of JSON for each, with its text.")
  private Path jsonl;

  @Option(
      names = "--tokens",
      paramLabel = "TOKENS",
      converter = TokenCount.class,
      description =
          "Size of the corpus, rounded up to whole chunks (default: what the shortest source"
              + " allows).")
  private Long tokens;

  @Option(
      names = "--mix",
      description = "Give every chunk as many tokens of each source, instead of one source's.")
  private boolean mix;

  @Option(
      names = "--chunk-size",
      paramLabel = "N",
      description = "As -c: the name that imatrix_dataset.py has for it.")
  private Integer chunkSize;

  @Mixin
  private final SettingOptions settings =
      new SettingOptions(List.of(Setting.CONTEXT, Setting.SEED));

  @Mixin private NativeOptions llama;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    List<Path> inputs = sources.files(console);
    OutputFile.requireWritable(output, inputs);
    if (jsonl != null) {
      OutputFile.requireWritable(jsonl, inputs);
    }
    SettingValues values = settings.values();
    BuildCorpus.Request request =
        new BuildCorpus.Request(
            chunkSize == null ? values.get(Setting.CONTEXT) : chunkSize,
            Optional.ofNullable(tokens),
            mix,
            values.get(Setting.SEED));
    long wanted = BuildCorpus.wantedOfEach(request, sources.specs(console).size());
    sources.read(console, llama.open(), wanted, (read, model) -> build(read, model, request));
    return ExitCode.OK;
  }

  private BuildCorpus.Built build(ReadSources read, Model model, BuildCorpus.Request request) {
    read.sources()
        .forEach(
            one ->
                one.report()
                    .lines()
                    .forEach(line -> console.say(one.input().name() + ": " + line)));
    BuildCorpus.Built built =
        new BuildCorpus(
                read.sources().stream().map(ReadSources.Read::source).toList(), model, request)
            .write(output, Optional.ofNullable(jsonl));
    json.print(() -> document(read, built, request), out -> table(read, built, request).print(out));
    if (!json.wanted()) {
      console.say(
          "%s: %s, %s of %d"
              .formatted(
                  output,
                  Numbers.tokens(built.tokens()),
                  Numbers.counted(built.tokens() / request.contextSize(), "chunk"),
                  request.contextSize()));
    }
    return built;
  }

  private static TextTable table(
      ReadSources read, BuildCorpus.Built built, BuildCorpus.Request request) {
    TextTable table =
        request.mixed()
            ? new TextTable("source", ">share", ">least in a chunk", ">largest in a chunk")
            : new TextTable("source", ">share");
    for (int i = 0; i < built.shares().size(); i++) {
      List<String> cells = new ArrayList<>();
      cells.add(read.sources().get(i).input().name());
      cells.add(Numbers.percent(built.shares().get(i), 1));
      if (request.mixed()) {
        cells.add(Numbers.percent(built.least().get(i), 1));
        cells.add(Numbers.percent(built.largest().get(i), 1));
      }
      table.row(cells);
    }
    return table;
  }

  private Map<String, Object> document(
      ReadSources read, BuildCorpus.Built built, BuildCorpus.Request request) {
    List<Map<String, Object>> sources = new ArrayList<>();
    for (int i = 0; i < built.shares().size(); i++) {
      sources.add(
          Json.object(
              "source", read.sources().get(i).input().name(),
              "share", built.shares().get(i),
              "least_share_in_chunk", built.least().get(i),
              "largest_share_in_chunk", built.largest().get(i)));
    }
    return Json.object(
        "file", output.toString(),
        "tokens", built.tokens(),
        "chunk_size", request.contextSize(),
        "chunks", built.tokens() / request.contextSize(),
        "sources", sources);
  }
}
