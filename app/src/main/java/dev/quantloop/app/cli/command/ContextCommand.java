package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UsageException;
import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.cli.option.SettingOptions;
import dev.quantloop.app.cli.option.SourceOptions;
import dev.quantloop.app.cli.option.TokenCount;
import dev.quantloop.app.cli.option.WholeNumber;
import dev.quantloop.app.cli.report.ContextReport;
import dev.quantloop.app.corpus.ChunkOrder;
import dev.quantloop.app.experiment.BaselineFile;
import dev.quantloop.app.experiment.ExperimentName;
import dev.quantloop.app.loop.PlanIterations;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.shootout.ShootOut;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.app.source.SourceUse;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Calibrates the same text at several context sizes. */
@Command(
    name = "context",
    header = "Calibrate the same text at several context sizes, and tell whether that matters.",
    description = {
      "Cuts as many tokens of one text, in the order of its files, into chunks of each size, and"
          + " calibrates on them. All imatrices are evaluated at one size; each is also evaluated"
          + " at its own size, against the one of the first size.",
      "Each size has an experiment, called NAME-SIZE. With the same --name, the command goes on"
          + " where it stopped."
    },
    footer = {
      "  quantloop context model-f16.gguf --corpus mine=corpus.txt --eval prose=book.txt \\",
      "      --sizes 512,2048,8192 --tokens 64k --quants IQ2_XS --eval-chunks 20"
    })
public final class ContextCommand extends ConsoleCommand {
  private static final List<Setting<?>> SETTINGS =
      ShootOutCommand.SETTINGS.stream()
          .filter(setting -> setting != Setting.CONTEXT)
          .collect(Collectors.toUnmodifiableList());

  private static final long USUAL_TOKENS = 65_536;

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "The unquantized model: F32, F16 or BF16.")
  private Path model;

  @Option(
      names = "--corpus",
      paramLabel = SourceSpec.SYNTAX,
      required = true,
      description = "The text to calibrate on, as quantloop new reads a source.")
  private String corpus;

  @Option(
      names = "--eval",
      paramLabel = SourceSpec.SYNTAX,
      required = true,
      description = "A text to evaluate on; may come several times.")
  private List<String> texts;

  @Option(
      names = "--sizes",
      paramLabel = "N[,N...]",
      split = ",",
      converter = WholeNumber.Count.class,
      description =
          "The context sizes (default: 512, 2048, 4096 and 8192, as far as the model was trained"
              + " on them).")
  private List<Integer> sizes = List.of();

  @Option(
      names = "--at",
      paramLabel = "N",
      converter = WholeNumber.Count.class,
      description = "The size at which all are evaluated (default: the smallest).")
  private Integer at;

  @Option(
      names = "--tokens",
      paramLabel = "N",
      converter = TokenCount.class,
      description =
          "Tokens to calibrate on, rounded up to whole chunks of the largest size (default: 64k).")
  private Long tokens;

  @Mixin private final SourceOptions sourceOptions = new SourceOptions();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "How the experiments' names begin (default: context- and the model's name).")
  private String name;

  @Mixin private final SettingOptions settings = new SettingOptions(SETTINGS);
  @Mixin private RunsInTurn runs;
  @Mixin private DbOption history;

  @Override
  public Integer call() {
    BaselineFile baseline = BaselineFile.open(model);
    NavigableSet<Integer> wanted = sizes(baseline);
    if (wanted.size() < 2) {
      throw new UsageException(
          "two context sizes or more are needed (--sizes): one has nothing to be held against");
    }
    int home = at == null ? wanted.first() : at;
    if (!wanted.contains(home)) {
      throw new UsageException("%d is not among the sizes %s (--at)".formatted(home, wanted));
    }
    ShootOut.requireTrained(baseline, wanted.last());
    try (Tracker tracker = history.open()) {
      SortedMap<Integer, Experiment> experiments = new TreeMap<>();
      // The largest needs the longest text: what it lacks is told before anything is computed.
      for (int size : wanted.descendingSet()) {
        experiments.put(size, runs.shootOut(tracker, request(baseline, wanted, size, Map.of())));
      }
      for (Experiment experiment : experiments.values()) {
        int code = finish(tracker, experiment);
        if (code != ExitCode.OK || !isFinished(tracker, experiment)) {
          return code;
        }
      }
      for (int size : wanted) {
        Map<String, Path> others = new LinkedHashMap<>();
        experiments.forEach(
            (other, experiment) -> {
              if (other != size && (size == home || other == home)) {
                others.put(ContextReport.label(other), imatrix(tracker, experiment));
              }
            });
        runs.shootOut(tracker, request(baseline, wanted, size, others));
        int code = finish(tracker, experiments.get(size));
        if (code != ExitCode.OK || !isFinished(tracker, experiments.get(size))) {
          return code;
        }
      }
      ContextReport report = new ContextReport(tracker, experiments, home, corpusName());
      runs.json().print(report::document, report::print);
    }
    return ExitCode.OK;
  }

  private NavigableSet<Integer> sizes(BaselineFile baseline) {
    if (!sizes.isEmpty()) {
      return new TreeSet<>(sizes);
    }
    long trained = baseline.trainingContext();
    return List.of(512, 2048, 4096, 8192).stream()
        .filter(size -> trained == 0 || size <= trained)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private int finish(Tracker tracker, Experiment experiment) {
    return isFinished(tracker, experiment)
        ? ExitCode.OK
        : runs.runFirst(tracker, experiment, OptionalInt.empty());
  }

  private static boolean isFinished(Tracker tracker, Experiment experiment) {
    return new PlanIterations(tracker, experiment).end().isPresent();
  }

  /** The one of an experiment's own text. */
  private Path imatrix(Tracker tracker, Experiment experiment) {
    return tracker.iterations().list(experiment.id()).stream()
        .filter(iteration -> iteration.label().equals(Optional.of(corpusName())))
        .flatMap(iteration -> tracker.iterations().imatrix(iteration.id()).stream())
        .map(Imatrix::file)
        .findFirst()
        .orElseThrow();
  }

  private String corpusName() {
    return SourceSpec.parse(corpus).name();
  }

  private ShootOut.Request request(
      BaselineFile baseline, SortedSet<Integer> all, int size, Map<String, Path> imatrices) {
    List<String> typed = new ArrayList<>();
    texts.forEach(text -> typed.add(text + ";use=evaluation"));
    typed.add(corpus + ";use=calibration");
    Map<Boolean, List<SourceSpec>> specs =
        sourceOptions.specs(typed, console.directories()::expanded).stream()
            .collect(Collectors.partitioningBy(spec -> spec.use() == SourceUse.EVALUATION));
    int largest = all.last();
    long whole =
        (long) ChunkOrder.chunksFor(tokens == null ? USUAL_TOKENS : tokens, largest) * largest;
    SettingValues values =
        settings.values().with(Setting.CONTEXT, size).with(Setting.ORDER, Setting.FILE_ORDER);
    String prefix = name == null ? ExperimentName.of("context", baseline.name()) : name;
    return new ShootOut.Request(
        model,
        Optional.of(prefix + "-" + size),
        specs.get(true),
        specs.get(false),
        imatrices,
        OptionalInt.of(ChunkOrder.chunksFor(whole, size)),
        OptionalInt.empty(),
        true,
        values);
  }
}
