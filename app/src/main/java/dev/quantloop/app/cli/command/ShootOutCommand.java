package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UsageException;
import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.cli.option.SettingOptions;
import dev.quantloop.app.cli.option.SourceOptions;
import dev.quantloop.app.cli.option.WholeNumber;
import dev.quantloop.app.cli.report.ShootOutReport;
import dev.quantloop.app.loop.PlanIterations;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.shootout.ShootOut;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.app.source.SourceUse;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Holds corpora against each other. */
@Command(
    name = "shoot-out",
    header = "Hold corpora against each other, on one model and the same text.",
    description = {
      "Calibrates on as many chunks of each corpus, quantizes, evaluates, and shows three tables:"
          + " perplexity, KL divergence and the composite, for each quant type and text. Corpora"
          + " that are not detectably worse than the best share its mark. No document that is"
          + " evaluated on is in a corpus.",
      "The figures are kept in an experiment. With the same --name, the command goes on where it"
          + " stopped, and adds imatrices."
    },
    footer = {
      "  quantloop shoot-out model-f16.gguf --corpus mine=corpus.txt --corpus wiki=wiki.txt \\",
      "      --corpus random --imatrix theirs=imatrix.gguf --eval prose=book.txt --eval code=src/ \\",
      "      --quants Q2_K,IQ2_XS --eval-chunks 40"
    })
public final class ShootOutCommand extends ConsoleCommand {
  static final List<Setting<?>> SETTINGS =
      Stream.concat(
              Stream.of(
                  Setting.QUANTS,
                  Setting.CONTEXT,
                  Setting.CHUNKS,
                  Setting.WHOLE_EVALUATION,
                  Setting.PER_DOCUMENT,
                  Setting.SEED,
                  Setting.ALL_POSITIONS,
                  Setting.THREADS,
                  Setting.LAYERS,
                  Setting.BATCH,
                  Setting.MICRO_BATCH,
                  Setting.FLASH_ATTENTION,
                  Setting.PROCESS_OUTPUT,
                  Setting.NEXTN,
                  Setting.QUARANTINE),
              Setting.QUANTIZE.stream())
          .toList();

  private static final String RANDOM = "random";
  private static final Pattern READY = Pattern.compile("([A-Za-z0-9][A-Za-z0-9_.-]*)=(.+)");

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "The unquantized model: F32, F16 or BF16.")
  private Path model;

  @Option(
      names = "--corpus",
      paramLabel = SourceSpec.SYNTAX,
      description =
          "A corpus to calibrate on, as quantloop new reads a source; may come several times. random"
              + " alone stands for random tokens of the model's vocabulary, which every corpus"
              + " should beat.")
  private List<String> corpora = List.of();

  @Option(
      names = "--imatrix",
      paramLabel = "NAME=FILE",
      description = "An imatrix that is there already, of any corpus; may come several times.")
  private List<String> imatrices = List.of();

  @Option(
      names = "--eval",
      paramLabel = SourceSpec.SYNTAX,
      description =
          "A text to evaluate on, its name says what kind of text it is; may come several times.")
  private List<String> texts = List.of();

  @Option(
      names = "--corpus-chunks",
      paramLabel = "N",
      converter = WholeNumber.Count.class,
      description = "Chunks of each corpus (default: as many as the shortest has, 128 at most).")
  private Integer chunks;

  @Option(
      names = "--replicates",
      paramLabel = "N",
      converter = WholeNumber.CountOrNone.class,
      description =
          "So many further corpora of the same size from each source, which show what the luck of"
              + " the text does; without any, files are compared and no recipes (default: 0).")
  private Integer replicates;

  @Mixin private final SourceOptions sourceOptions = new SourceOptions();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description =
          "The experiment that keeps the figures (default: shoot-out- and the model's name).")
  private String name;

  @Mixin private final SettingOptions settings = new SettingOptions(SETTINGS);
  @Mixin private RunsInTurn runs;
  @Mixin private DbOption history;

  @Override
  public Integer call() {
    ShootOut.Request request = request();
    try (Tracker tracker = history.open()) {
      Experiment experiment = runs.shootOut(tracker, request);
      if (new PlanIterations(tracker, experiment).end().isEmpty()) {
        return runs.run(tracker, experiment);
      }
      ShootOutReport report = ShootOutReport.of(tracker, experiment);
      runs.json().print(report::document, report::print);
    }
    return ExitCode.OK;
  }

  private ShootOut.Request request() {
    SettingValues values = settings.values();
    List<String> typed = new ArrayList<>();
    texts.forEach(text -> typed.add(text + ";use=evaluation"));
    corpora.forEach(corpus -> typed.add(corpus(corpus, values) + ";use=calibration"));
    Map<Boolean, List<SourceSpec>> specs =
        sourceOptions.specs(typed, console.directories()::expanded).stream()
            .collect(Collectors.partitioningBy(spec -> spec.use() == SourceUse.EVALUATION));
    return new ShootOut.Request(
        model,
        Optional.ofNullable(name),
        specs.get(true),
        specs.get(false),
        imatrices(),
        optional(chunks),
        optional(replicates),
        false,
        values);
  }

  private static OptionalInt optional(Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }

  /** As many random tokens as can be of use. */
  private String corpus(String text, SettingValues values) {
    if (!text.equals(RANDOM)) {
      return text;
    }
    int draws = 1 + (replicates == null ? 0 : replicates);
    int each = chunks == null ? ShootOut.USUAL_CHUNKS : chunks;
    return "random=random:" + (long) draws * each * values.get(Setting.CONTEXT);
  }

  private Map<String, Path> imatrices() {
    Map<String, Path> byName = new LinkedHashMap<>();
    for (String text : imatrices) {
      Matcher form = READY.matcher(text);
      if (!form.matches()) {
        throw new UsageException("an imatrix is written NAME=FILE; this is not: " + text);
      }
      Path file = Path.of(console.directories().expanded(form.group(2)));
      if (byName.put(form.group(1), file) != null) {
        throw new UsageException("two imatrices are called " + form.group(1) + "; rename one");
      }
    }
    return byName;
  }
}
