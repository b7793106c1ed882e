package dev.quantloop.app.cli.report;

import dev.quantloop.app.UserException;
import dev.quantloop.app.allocate.Sensitivities;
import dev.quantloop.app.format.JudgementText;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.llama.quantize.TensorRecipe;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.record.AllocatedRecipe;
import dev.quantloop.tracker.record.AllocationSettings;
import dev.quantloop.tracker.record.Comparison;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.RecordValues;
import dev.quantloop.tracker.record.Verdict;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Recipes of tensor types, each beside the stock type of its size. */
public final class AllocationReport {
  private final Tracker tracker;
  private final Experiment experiment;
  private final AllocationSettings settings;
  private final FileRankingReport files;
  private final List<Held> recipes;

  /**
   * A recipe with its verdicts.
   *
   * @param against the stock type: on all text, then on each evaluation set
   */
  private record Held(AllocatedRecipe recipe, Quant file, Quant stock, List<Comparison> against) {
    Optional<Comparison> pooled() {
      return against.stream().filter(one -> one.evaluationSet().isEmpty()).findFirst();
    }

    boolean recommended() {
      return pooled().filter(one -> one.outcome() == Verdict.IMPROVED).isPresent();
    }
  }

  private AllocationReport(Tracker tracker, Experiment experiment) {
    this.tracker = tracker;
    this.experiment = experiment;
    this.settings = tracker.allocations().find(experiment.id()).orElseThrow();
    this.files = FileRankingReport.of(tracker, List.of(experiment));
    this.recipes =
        tracker.allocations().recipes(experiment.id()).stream()
            .filter(AllocatedRecipe::isMade)
            .map(this::held)
            .toList();
  }

  /** Judges what is not judged yet. */
  public static AllocationReport of(Tracker tracker, Experiment experiment) {
    return new AllocationReport(tracker, experiment);
  }

  private Held held(AllocatedRecipe recipe) {
    Quant file = quant(recipe.iteration().orElseThrow());
    Quant stock = quant(recipe.stockIteration().orElseThrow());
    return new Held(recipe, file, stock, tracker.verdicts().files(stock.id(), file.id()));
  }

  private Quant quant(IterationId iteration) {
    return tracker.iterations().quants(iteration).get(0);
  }

  public void print(PrintWriter out) {
    files.print(out);
    out.println();
    for (Held held : recipes) {
      print(held, out);
    }
    sensitivities()
        .agreement()
        .ifPresent(
            found ->
                out.println(
                    "What the error by weight predicts is off by a factor of %.2f (median of %s; rank correlation %.3f)."
                        .formatted(
                            found.typicalMiss(),
                            Numbers.amount(found.pairs(), "prediction"),
                            found.rankCorrelation())));
    out.flush();
  }

  private void print(Held held, PrintWriter out) {
    AllocatedRecipe recipe = held.recipe();
    out.println(
        "%s, %s beside %s of %s:"
            .formatted(
                held.file().file().getFileName(),
                Numbers.bytes(held.file().bytes()),
                recipe.stockType(),
                Numbers.bytes(held.stock().bytes())));
    held.against().forEach(one -> out.println("  " + on(one) + ": " + verdict(one)));
    out.println("  " + (held.recommended() ? RECOMMENDED : NOT_RECOMMENDED));
    out.println("  types: " + types(recipe));
    out.println("  " + additivity(recipe));
    out.println("  file: " + held.file().file());
  }

  private static final String RECOMMENDED = "recommended: it is detectably better";
  private static final String NOT_RECOMMENDED =
      "not recommended: it is not detectably better than the stock type";

  private String on(Comparison one) {
    return one.evaluationSet()
        .map(
            id ->
                files.sets().stream()
                    .filter(set -> set.id().equals(id))
                    .map(EvaluationSet::name)
                    .findFirst()
                    .orElse("?"))
        .orElse("all text");
  }

  private static String verdict(Comparison one) {
    return one.reason().isPresent()
        ? one.outcome().word() + ", " + one.reason().get()
        : JudgementText.change(one.change(), one.reach()) + ", " + one.outcome().word();
  }

  /** "12 Q2_K, 30 Q3_K, 1 Q6_K". */
  private String types(AllocatedRecipe recipe) {
    Map<GgmlType, Long> counts = new java.util.TreeMap<>();
    tracker
        .allocations()
        .types(recipe)
        .values()
        .forEach(type -> counts.merge(GgmlType.valueOf(type), 1L, Long::sum));
    return counts.entrySet().stream()
        .map(of -> of.getValue() + " " + of.getKey())
        .collect(Collectors.joining(", "));
  }

  private static String additivity(AllocatedRecipe recipe) {
    double whole = recipe.kld().orElseThrow();
    double sum = recipe.predictedKld().orElseThrow();
    return "mean KLD where tensors were measured: %s, single tensors add up to %s (%.0f %% of it); %s has %s"
        .formatted(
            Numbers.score(whole),
            Numbers.score(sum),
            100 * sum / whole,
            recipe.stockType(),
            Numbers.score(recipe.stockKld().orElseThrow()));
  }

  private Sensitivities sensitivities() {
    return Sensitivities.of(tracker.allocations().sensitivities(experiment.id()));
  }

  /** All that is known. */
  public Map<String, Object> document() {
    Map<String, Object> document = files.document();
    document.put("allocation", RecordValues.without(settings, "experiment"));
    document.put("recipes", recipes.stream().map(this::document).toList());
    document.put(
        "agreement",
        sensitivities()
            .agreement()
            .map(found -> (Object) RecordValues.without(found))
            .orElse(null));
    document.put(
        "sensitivities",
        tracker.allocations().sensitivities(experiment.id()).stream()
            .map(one -> RecordValues.without(one))
            .toList());
    return document;
  }

  private Map<String, Object> document(Held held) {
    Map<String, Object> document =
        RecordValues.without(held.recipe(), "experiment", "iteration", "stock_iteration");
    document.put("file", held.file().file());
    document.put("stock_file", held.stock().file());
    document.put("recommended", held.recommended());
    document.put(
        "against_stock",
        held.against().stream()
            .map(
                one -> {
                  Map<String, Object> comparison = FileRankingReport.comparison(one);
                  comparison.put("evaluation_set", on(one));
                  comparison.put("verdict", one.outcome().word());
                  return comparison;
                })
            .toList());
    document.put("types", tracker.allocations().types(held.recipe()));
    return document;
  }

  /** Writes the recipes in the forms that other programs read. */
  public void write(Path directory, Consumer<String> notices) {
    try {
      Files.createDirectories(directory);
      for (Held held : recipes) {
        write(held, directory, notices);
      }
    } catch (IOException e) {
      throw new UserException("can't write to " + directory + ": " + e.getMessage(), e);
    }
  }

  private void write(Held held, Path directory, Consumer<String> notices) throws IOException {
    Map<String, GgmlType> types = new LinkedHashMap<>();
    tracker
        .allocations()
        .types(held.recipe())
        .forEach((tensor, type) -> types.put(tensor, GgmlType.valueOf(type)));
    TensorRecipe recipe = new TensorRecipe(QuantType.parse(held.recipe().stockType()), types);
    String name = held.recipe().target().replaceAll("[^A-Za-z0-9._-]", "-");
    Path model = tracker.experiments().model(experiment).path();
    List<Path> written = new ArrayList<>();
    written.add(write(directory.resolve(name + ".txt"), recipe.tensorTypeFile()));
    written.add(
        write(
            directory.resolve(name + ".sh"),
            recipe
                    .llamaQuantize(
                        model, settings.imatrixFile(), Path.of("recipe-" + name + ".gguf"))
                    .stream()
                    .map(AllocationReport::quoted)
                    .collect(Collectors.joining(" "))
                + "\n"));
    written.add(
        write(
            directory.resolve(name + ".recipe"),
            TensorRecipe.thireusRecipe(
                GgufFile.read(held.file().file()).tensors(),
                List.of("%s of %s".formatted(held.recipe().target(), model.getFileName())))));
    written.add(
        write(
            directory.resolve(name + ".regex"),
            String.join("\n", recipe.briefRules(types.keySet())) + "\n"));
    notices.accept(
        "written: " + written.stream().map(Path::toString).collect(Collectors.joining(", ")));
  }

  private static Path write(Path file, String text) throws IOException {
    return Files.writeString(file, text);
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9._/=-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
