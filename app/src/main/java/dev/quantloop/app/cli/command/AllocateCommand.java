package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UsageException;
import dev.quantloop.app.UserException;
import dev.quantloop.app.allocate.AllocationForecast;
import dev.quantloop.app.allocate.SizeTarget;
import dev.quantloop.app.cli.option.ConsoleSources;
import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.cli.option.QuantTypeName;
import dev.quantloop.app.cli.option.RecipeFileName;
import dev.quantloop.app.cli.option.SettingOptions;
import dev.quantloop.app.cli.option.SourceOptions;
import dev.quantloop.app.cli.report.AllocationForecastReport;
import dev.quantloop.app.cli.report.AllocationReport;
import dev.quantloop.app.create.CreateAllocation;
import dev.quantloop.app.experiment.BaselineFile;
import dev.quantloop.app.experiment.ExperimentDraft;
import dev.quantloop.app.experiment.ExperimentName;
import dev.quantloop.app.experiment.ExperimentSpec;
import dev.quantloop.app.loop.PlanIterations;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.SourceOption;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Reference;
import dev.quantloop.tracker.record.TensorGrouping;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Chooses the type of each tensor. */
@Command(
    name = "allocate",
    header = "Choose the type of each tensor for a file of a size.",
    description = {
      "Measures in the loaded model what single tensors lose with a type, chooses the types that"
          + " lose least together at the size, and evaluates the file that comes of it beside the"
          + " stock type of that size. What one type costs a tensor is measured, and what the"
          + " others cost follows from the error that each makes, weighted by the imatrix.",
      "Tensors are measured on text that is kept back for choosing (of an experiment without any,"
          + " on the end of its pools); the verdict comes from the text that is evaluated on. A"
          + " recipe that is not detectably better than the stock type, or is worse on one of the"
          + " texts, is not recommended.",
      "Of a model it takes --source, as quantloop judge does, and --imatrix; as a step of an"
          + " experiment it takes that one's text and best imatrix. What was measured is kept in an"
          + " experiment of its own; the same command goes on where it was stopped, and further"
          + " sizes are chosen without measuring again."
    },
    footer = {
      "  quantloop allocate mine --like Q3_K_M,Q4_K_M",
      "  quantloop allocate model-f16.gguf --imatrix imatrix.gguf --target-size 4.2GiB \\",
      "      --source prose=book.txt --source code=src/**/*.java",
      "  quantloop allocate mine --like IQ3_XXS --recipes recipes/",
      "  quantloop allocate mine --like IQ3_XXS --dry-run"
    })
public final class AllocateCommand extends ConsoleCommand {
  private static final List<Setting<?>> SETTINGS =
      List.of(
          Setting.CONTEXT,
          Setting.CHUNKS,
          Setting.PER_DOCUMENT,
          Setting.SEARCH_CHUNKS,
          Setting.SEED,
          Setting.ALL_POSITIONS,
          Setting.THREADS,
          Setting.LAYERS,
          Setting.BATCH,
          Setting.MICRO_BATCH,
          Setting.FLASH_ATTENTION);

  private static final int USUAL_SEARCH_CHUNKS = 8;

  private static final String USUAL_TYPES =
      "IQ2_XXS,IQ2_XS,IQ2_S,Q2_K,IQ3_XXS,IQ3_S,Q3_K,IQ4_XS,Q4_K,Q5_K,Q6_K,Q8_0,IQ4_NL,Q4_1,Q5_0,Q5_1";

  @Parameters(
      paramLabel = "MODEL|NAME",
      description = "The unquantized model, or the experiment whose next step this is.")
  private String subject;

  @Option(
      names = "--like",
      paramLabel = "TYPE[,...]",
      split = ",",
      converter = QuantTypeName.class,
      description = "As large as these stock types, a recipe for each.")
  private List<QuantType> like = List.of();

  @Option(
      names = "--target-size",
      paramLabel = "SIZE[,...]",
      split = ",",
      description = "A file of at most this size, such as 4.2GiB.")
  private List<String> sizes = List.of();

  @Option(
      names = "--target-bpw",
      paramLabel = "BITS[,...]",
      split = ",",
      description = "At most so many bits a weight on average, such as 3.5.")
  private List<String> bits = List.of();

  @Option(
      names = "--recipe",
      paramLabel = "FILE[:TYPE][,...]",
      split = ",",
      converter = RecipeFileName.class,
      description =
          "Evaluate this recipe from elsewhere beside the stock type of its size, as it is; read as"
              + " quantize --tensor-type-file is. TYPE decides on tensors that it says nothing of.")
  private List<CreateAllocation.RecipeFile> given = List.of();

  @Option(
      names = "--imatrix",
      paramLabel = "FILE",
      description = "The imatrix to quantize with (default of an experiment: its best).")
  private Path imatrix;

  @Option(
      names = "--types",
      paramLabel = "TYPE[,...]",
      split = ",",
      defaultValue = USUAL_TYPES,
      description =
          "Tensor types to choose from, where a tensor's rows allow them; those of blocks of 32, but"
              + " for Q8_0, where rows are no multiple of 256 (default: ${DEFAULT-VALUE}).")
  private List<String> types;

  @Option(
      names = "--every-type",
      description =
          "Measure every type in every tensor, rather than one and what follows from it for the"
              + " others.")
  private boolean everyType;

  @Option(
      names = "--by",
      paramLabel = "GROUP",
      defaultValue = "tensor",
      description =
          "What gets one type and is measured at once: each tensor, layer, kind (tensors of one name"
              + " in all layers) or experts (those of a layer; other tensors one by one). Where a"
              + " tensor's rows don't allow its group's type it gets the next larger one that they"
              + " allow (default: ${DEFAULT-VALUE}).")
  private TensorGrouping by;

  @Option(
      names = "--recipes",
      paramLabel = "DIR",
      description = {
        "Write the recipes there: TARGET.txt for llama-quantize --tensor-type-file, TARGET.sh with"
            + " the whole command, TARGET.recipe for the GGUF Tool Suite, TARGET.regex as brief"
            + " rules."
      })
  private Path recipes;

  @Option(
      names = "--dry-run",
      description =
          "Only say which tensors can get which types, how large files can be, and how much there is"
              + " to measure.")
  private boolean dryRun;

  @Option(
      names = "--source",
      paramLabel = SourceSpec.SYNTAX,
      description =
          "A named source of text to measure and evaluate on, of a model; may come several times.")
  private List<String> sources = List.of();

  @Mixin private final SourceOptions sourceOptions = new SourceOptions();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description =
          "The experiment that keeps what is measured (default: allocate- and the subject).")
  private String name;

  @Mixin private final SettingOptions settings = new SettingOptions(SETTINGS);
  @Mixin private RunsInTurn runs;
  @Mixin private DbOption history;

  @Override
  public Integer call() {
    CreateAllocation.Request request =
        new CreateAllocation.Request(
            targets(), given, Optional.ofNullable(imatrix), ggmlTypes(), everyType, by);
    if (dryRun) {
      requireEffect("with --dry-run", "--recipes", "--notify");
    }
    try (Tracker tracker = history.open()) {
      if (dryRun) {
        AllocationForecastReport report = new AllocationForecastReport(forecast(tracker, request));
        runs.json().print(report::document, report::print);
        return ExitCode.OK;
      }
      Experiment experiment = experiment(tracker, request);
      if (isOpen(tracker, experiment)) {
        int code = runs.runFirst(tracker, experiment, OptionalInt.empty());
        if (code != ExitCode.OK || isOpen(tracker, experiment)) {
          return code;
        }
      }
      AllocationReport report = AllocationReport.of(tracker, experiment);
      if (recipes != null) {
        report.write(recipes, console::say);
      }
      runs.json().print(report::document, report::print);
    }
    return ExitCode.OK;
  }

  private static boolean isOpen(Tracker tracker, Experiment experiment) {
    return new PlanIterations(tracker, experiment).end().isEmpty();
  }

  private List<SizeTarget> targets() {
    List<SizeTarget> targets = new ArrayList<>();
    like.forEach(type -> targets.add(SizeTarget.like(type)));
    sizes.forEach(size -> targets.add(SizeTarget.size(size)));
    bits.forEach(one -> targets.add(SizeTarget.bits(one)));
    if (targets.isEmpty() && given.isEmpty()) {
      throw new UsageException(
          "say how large the file may be (--like Q3_K_M, --target-size 4.2GiB or --target-bpw 3.5), or"
              + " give a recipe to evaluate (--recipe FILE)");
    }
    return targets.stream().distinct().toList();
  }

  private List<GgmlType> ggmlTypes() {
    return types.stream()
        .map(
            text ->
                GgmlType.named(text.strip())
                    .filter(AllocateCommand::isForWeights)
                    .orElseThrow(
                        () ->
                            new UsageException(
                                "there is no quantized tensor type '%s'; there are %s (--types)"
                                    .formatted(
                                        text,
                                        Arrays.stream(GgmlType.values())
                                            .filter(AllocateCommand::isForWeights)
                                            .map(GgmlType::name)
                                            .collect(Collectors.joining(", "))))))
        .distinct()
        .toList();
  }

  private static boolean isForWeights(GgmlType type) {
    return type.quantized() && type.canBeOfWeights();
  }

  private Experiment experiment(Tracker tracker, CreateAllocation.Request request) {
    CreateAllocation creation = new CreateAllocation(tracker, runs.library(), console::warn);
    if (!Files.isRegularFile(model())) {
      Experiment of = of(tracker);
      return creation.of(of, nameAfter(of), request);
    }
    String own = ownName();
    return creation.of(model(), own, request, () -> create(tracker, own));
  }

  private AllocationForecast forecast(Tracker tracker, CreateAllocation.Request request) {
    CreateAllocation creation = new CreateAllocation(tracker, runs.library(), console::warn);
    if (!Files.isRegularFile(model())) {
      Experiment of = of(tracker);
      return creation.forecast(of, nameAfter(of), request);
    }
    String own = ownName();
    int chunks = 0;
    if (tracker.experiments().find(own).isEmpty()) {
      List<SourceSpec> specs = specs();
      runs.creating(tracker, specs, creating -> creating.rehearse(draft(own, specs)));
      chunks = specs.size() * values().get(Setting.SEARCH_CHUNKS);
    }
    return creation.forecast(own, model(), request, chunks, values().get(Setting.CONTEXT));
  }

  private Path model() {
    return Path.of(console.directories().expanded(subject));
  }

  private String ownName() {
    return name == null ? ExperimentName.of("allocate", BaselineFile.open(model()).name()) : name;
  }

  private Experiment of(Tracker tracker) {
    Experiment of =
        tracker
            .experiments()
            .find(subject)
            .orElseThrow(
                () ->
                    new UserException(
                        "%s is neither a file nor an experiment; see quantloop ls"
                            .formatted(subject)));
    if (!sources.isEmpty()) {
      throw new UsageException("%s has text of its own: leave --source out".formatted(of.name()));
    }
    return of;
  }

  private String nameAfter(Experiment of) {
    return name == null ? of.name() + "-allocate" : name;
  }

  private Experiment create(Tracker tracker, String own) {
    List<SourceSpec> specs = specs();
    return runs.creating(tracker, specs, creation -> creation.create(draft(own, specs)));
  }

  private List<SourceSpec> specs() {
    List<SourceSpec> specs =
        sourceOptions.specs(sources, console.directories()::expanded).stream()
            .map(spec -> spec.withDefaults(Map.of(SourceOption.USE, "evaluation")))
            .toList();
    if (specs.isEmpty()) {
      throw new UsageException("give the text to measure and evaluate on: --source NAME=PATH");
    }
    return specs;
  }

  private SettingValues values() {
    SettingValues given = settings.values();
    return given.find(Setting.SEARCH_CHUNKS).isPresent()
        ? given
        : given.with(Setting.SEARCH_CHUNKS, USUAL_SEARCH_CHUNKS);
  }

  private ExperimentDraft draft(String own, List<SourceSpec> specs) {
    return ExperimentDraft.of(
        new ExperimentSpec(
            own,
            model(),
            specs,
            values()
                .with(Setting.QUANTS, List.of())
                .with(Setting.REFERENCE, Reference.BEST)
                .with(Setting.REPLICATES, 0)),
        ConsoleSources.of(console));
  }
}
