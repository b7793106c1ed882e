package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UsageException;
import dev.quantloop.app.UserException;
import dev.quantloop.app.bench.Bench;
import dev.quantloop.app.bench.Bench.ContestResult;
import dev.quantloop.app.bench.BenchSettings;
import dev.quantloop.app.bench.BenchSettings.LoopShape;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.app.cli.option.NativeFlags;
import dev.quantloop.app.cli.option.NativeOptions;
import dev.quantloop.app.cli.option.QuantTypeName;
import dev.quantloop.app.cli.option.SettingOptions;
import dev.quantloop.app.cli.option.TokenCount;
import dev.quantloop.app.cli.option.WholeNumber;
import dev.quantloop.app.commandline.CommandWords;
import dev.quantloop.app.demo.DemoExperiment;
import dev.quantloop.app.demo.DemoModel;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.format.TextTable;
import dev.quantloop.app.machine.OwnProgram;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.stage.CountTokens;
import dev.quantloop.llama.file.ScratchDirectory;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.quantize.QuantType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Times this program against llama.cpp's tools. */
@Command(
    name = "bench",
    header = "Time each stage and the loop against llama.cpp's tools.",
    description =
        "Runs the same work with quantloop and with llama.cpp's tools, alternating, and prints the"
            + " medians of their wall times, process start included, and their ratios. The loop"
            + " quantizes each type without imatrix, then with imatrices from growing corpora, each"
            + " twice as large as the one before. A shell script runs the tools.",
    footer = {
      "  quantloop bench --peer ~/llama.cpp/build/bin",
      "  quantloop bench --peer ~/llama.cpp/build/bin -m model-f16.gguf -f wiki.txt",
      "  quantloop bench --peer BIN --llama-lib BIN -b 4096 -ub 4096 \\",
      "      -m model-f16.gguf -f wiki.txt",
      "  quantloop bench --peer BIN --stages loop --corpora 5 --start 16k \\",
      "      --eval-chunks 40 -f wiki.txt"
    })
public final class BenchCommand extends ConsoleCommand {
  @Option(
      names = "--peer",
      paramLabel = "DIR",
      required = true,
      description = "The directory of llama-imatrix, llama-quantize and llama-perplexity.")
  private Path peer;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      description = "The model (default: the built-in demo model).")
  private Path model;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "TEXT",
      description = "The text (default: the demo's English text).")
  private Path text;

  @Mixin
  private final SettingOptions given =
      new SettingOptions(
          List.of(Setting.CONTEXT, Setting.THREADS, Setting.BATCH, Setting.MICRO_BATCH));

  @Option(
      names = "--chunks",
      paramLabel = "N",
      defaultValue = "20",
      converter = Chunks.class,
      description = "Chunks of the imatrix and KLD stages, 2 or more (default: ${DEFAULT-VALUE}).")
  private int chunks;

  @Option(
      names = "--quants",
      paramLabel = "TYPE[,TYPE...]",
      split = ",",
      defaultValue = "Q4_K_M,Q2_K",
      converter = QuantTypeName.class,
      description =
          "Quant types of the loop; the other stages use the last one (default:"
              + " ${DEFAULT-VALUE}).")
  private List<QuantType> quants;

  @Option(
      names = "--corpora",
      paramLabel = "N",
      defaultValue = "" + LoopShape.USUAL_CORPORA,
      converter = Corpora.class,
      description =
          "Corpora of the loop, each twice as large as the one before (1 to 20; default:"
              + " ${DEFAULT-VALUE}).")
  private int corpora;

  @Option(
      names = "--start",
      paramLabel = "TOKENS",
      converter = TokenCount.class,
      description = "Size of the loop's first corpus (default: at most 8 chunks).")
  private Long start;

  @Option(
      names = "--eval-chunks",
      paramLabel = "N",
      converter = WholeNumber.Count.class,
      description = "Chunks that the loop evaluates on (default: at most 9).")
  private Integer evaluationChunks;

  @Option(
      names = "--stages",
      paramLabel = "STAGE[,STAGE...]",
      split = ",",
      defaultValue = "imatrix,quantize,kld,loop",
      description = "The stages to time (default: ${DEFAULT-VALUE}).")
  private List<Bench.Part> stages;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      converter = WholeNumber.Count.class,
      description = "Runs of each side (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "Work in this directory and leave scripts, logs and files there.")
  private Path keep;

  @Mixin private NativeOptions llama;
  @Mixin private JsonOption json;

  @Override
  public Integer call() throws IOException {
    if (quants.isEmpty() || stages.isEmpty()) {
      throw new UsageException("--quants and --stages must name at least one each");
    }
    QuantTypeName.requireDistinct(quants);
    requireFiles();
    if (!stages.contains(Bench.Part.LOOP)) {
      requireEffect("without the stage loop", "--corpora", "--start", "--eval-chunks");
    }
    if (keep != null) {
      return bench(Files.createDirectories(keep.toAbsolutePath()));
    }
    try (ScratchDirectory scratch = ScratchDirectory.create("quantloop-bench")) {
      return bench(scratch.path());
    }
  }

  /** Before anything is created. */
  private void requireFiles() {
    BenchSettings.peer(peer);
    if (model != null) {
      GgufFile.read(model);
    }
  }

  /** Fewer tell nothing. */
  static final class Chunks extends WholeNumber {
    Chunks() {
      super(2, 1_000_000);
    }
  }

  /** Of which each is twice as large as the one before. */
  static final class Corpora extends WholeNumber {
    Corpora() {
      super(1, 20);
    }
  }

  private int bench(Path directory) throws IOException {
    BenchSettings settings = settings(directory);
    Bench bench = new Bench(settings, console.progress());
    List<ContestResult> results = bench.run(stages, rounds);
    print(settings, results, bench.kernels());
    return ExitCode.OK;
  }

  private BenchSettings settings(Path directory) throws IOException {
    Path tools = BenchSettings.peer(peer);
    Path used = model == null ? DemoModel.unpack(console.directories().cache()) : model;
    Path evaluated = text == null ? demoText(directory) : text;
    int textChunks = textChunks(used, evaluated);
    if (textChunks < 4) {
      throw new UserException(
          evaluated + " gives only " + Numbers.amount(textChunks, "chunk") + "; 4 are needed");
    }
    return new BenchSettings(
        OwnProgram.launcher(),
        NativeFlags.of(llama.settings()),
        tools,
        used.toAbsolutePath(),
        isQuantized(used),
        evaluated.toAbsolutePath(),
        textChunks,
        Math.min(chunks, textChunks),
        contextSize(),
        given.values().decode().threads(),
        CommandWords.of(given.values().only(List.of(Setting.BATCH, Setting.MICRO_BATCH))),
        quants.stream().map(Enum::name).toList(),
        loopShape(textChunks),
        directory);
  }

  private LoopShape loopShape(int textChunks) {
    LoopShape usual = LoopShape.usual(textChunks);
    return new LoopShape(
        corpora,
        start == null ? usual.firstChunks() : Math.toIntExact(start / contextSize()),
        evaluationChunks == null ? usual.evaluationChunks() : evaluationChunks);
  }

  /** Loads our library here, so that installing and proving it is not timed. */
  private int textChunks(Path used, Path evaluated) {
    long tokens = new CountTokens(console, llama::open).count(used, evaluated);
    return Math.toIntExact(tokens / contextSize());
  }

  private int contextSize() {
    return given.values().get(Setting.CONTEXT);
  }

  private static Path demoText(Path directory) throws IOException {
    return Files.writeString(directory.resolve("text.txt"), DemoExperiment.prose());
  }

  private static boolean isQuantized(Path used) {
    return GgufFile.read(used).modelTensors().values().stream()
        .anyMatch(tensor -> tensor.type().quantized());
  }

  private void print(BenchSettings settings, List<ContestResult> results, String kernels) {
    if (json.wanted()) {
      Json.print(
          console.out(),
          Json.object(
              "model", settings.model(),
              "text", settings.text(),
              "chunks", settings.chunks(),
              "context_size", settings.contextSize(),
              "threads", settings.threads(),
              "rounds", rounds,
              "kernels", kernels,
              "stages", results.stream().map(BenchCommand::json).toList()));
      return;
    }
    console
        .out()
        .printf(
            "%s, %s, %s of %d tokens, %s, medians of %d%n",
            settings.model().getFileName(),
            settings.text().getFileName(),
            Numbers.counted(settings.chunks(), "chunk"),
            settings.contextSize(),
            Numbers.counted(settings.threads(), "thread"),
            rounds);
    console.out().println("CPU kernels: " + kernels);
    TextTable table = new TextTable("stage", ">quantloop", ">llama.cpp", ">ratio", ">promised");
    for (ContestResult result : results) {
      table.row(
          result.name(),
          Numbers.fixed(result.ourMedian(), 2) + " s",
          Numbers.fixed(result.theirMedian(), 2) + " s",
          Numbers.fixed(result.ratio(), 2),
          Double.isNaN(result.limit()) ? "" : "≤ " + Numbers.fixed(result.limit(), 2));
    }
    table.print(console.out());
  }

  private static Object json(ContestResult result) {
    return Json.object(
        "stage", result.name(),
        "quantloop_seconds", result.ours(),
        "llama_cpp_seconds", result.theirs(),
        "quantloop_median", result.ourMedian(),
        "llama_cpp_median", result.theirMedian(),
        "ratio", result.ratio(),
        "promised", result.limit());
  }
}
