package dev.quantloop.app.cli.report;

import dev.quantloop.app.UserException;
import dev.quantloop.app.allocate.AllocationStanding;
import dev.quantloop.app.allocate.RecipeText;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.format.ShellWords;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.quantize.TensorRecipe;
import dev.quantloop.tracker.record.AllocatedRecipe;
import dev.quantloop.tracker.record.AllocationSettings;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.RecordValues;
import dev.quantloop.tracker.service.RecipeStanding;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Recipes of tensor types, each beside the stock type of its size. */
public final class AllocationReport {
  private static final String RECOMMENDED = "recommended: it is detectably better";
  private static final String NOT_RECOMMENDED =
      "not recommended: it is not detectably better than the stock type, or worse on a part of the text";

  private final Tracker tracker;
  private final Experiment experiment;
  private final AllocationSettings settings;
  private final FileRankingReport files;
  private final AllocationStanding standing;
  private final List<RecipeStanding> recipes;

  private AllocationReport(Tracker tracker, Experiment experiment) {
    this.tracker = tracker;
    this.experiment = experiment;
    this.settings = tracker.allocations().find(experiment.id()).orElseThrow();
    this.files = FileRankingReport.of(tracker, List.of(experiment));
    this.standing = AllocationStanding.of(tracker, settings);
    this.recipes = standing.made();
  }

  /** Judges what is not judged yet. */
  public static AllocationReport of(Tracker tracker, Experiment experiment) {
    return new AllocationReport(tracker, experiment);
  }

  public void print(PrintWriter out) {
    files.print(out);
    out.println();
    for (RecipeStanding held : recipes) {
      print(held, out);
    }
    standing
        .sensitivities()
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

  private void print(RecipeStanding held, PrintWriter out) {
    AllocatedRecipe recipe = held.recipe();
    out.println(
        "%s, %s beside %s of %s:"
            .formatted(
                held.file().orElseThrow().file().getFileName(),
                Numbers.bytes(held.file().orElseThrow().bytes()),
                recipe.stockType(),
                Numbers.bytes(held.stock().orElseThrow().bytes())));
    held.against()
        .forEach(one -> out.println("  " + held.on(one) + ": " + RecipeText.verdict(one)));
    out.println("  " + (held.recommended() ? RECOMMENDED : NOT_RECOMMENDED));
    out.println("  types: " + RecipeText.types(held));
    out.println("  " + additivity(recipe));
    out.println("  file: " + held.file().orElseThrow().file());
  }

  private String additivity(AllocatedRecipe recipe) {
    double whole = recipe.kld().orElseThrow();
    return "mean KLD on the text to search on: %s%s; %s has %s"
        .formatted(
            Numbers.score(whole),
            recipe.predictedKld().isPresent()
                ? sum(recipe.predictedKld().getAsDouble(), whole)
                : "",
            recipe.stockType(),
            Numbers.score(recipe.stockKld().orElseThrow()));
  }

  private String sum(double sum, double whole) {
    return ", single %ss add up to %s (%.0f %% of it)"
        .formatted(settings.groupedBy().noun(), Numbers.score(sum), 100 * sum / whole);
  }

  /** All that is known. */
  public Map<String, Object> document() {
    Map<String, Object> document = files.document();
    document.put("allocation", RecordValues.without(settings, "experiment"));
    document.put("recipes", recipes.stream().map(AllocationReport::document).toList());
    document.put(
        "agreement",
        standing
            .sensitivities()
            .agreement()
            .map(found -> (Object) RecordValues.without(found))
            .orElse(null));
    document.put(
        "sensitivities",
        standing.measurements().stream().map(one -> RecordValues.without(one)).toList());
    return document;
  }

  /** The recipes of an experiment's next steps, without their types. */
  public static List<Map<String, Object>> brief(List<AllocationStanding> steps) {
    return steps.stream()
        .flatMap(
            step ->
                step.made().stream()
                    .map(
                        one -> {
                          Map<String, Object> document =
                              Json.object("experiment", step.experiment().name());
                          document.putAll(document(one));
                          document.remove("types");
                          return document;
                        }))
        .toList();
  }

  private static Map<String, Object> document(RecipeStanding held) {
    Map<String, Object> document = held.document();
    document.put("file", held.file().orElseThrow().file());
    document.put("stock_file", held.stock().orElseThrow().file());
    document.put("types", held.types());
    return document;
  }

  /** Writes the recipes in the forms that other programs read. */
  public void write(Path directory, Consumer<String> notices) {
    try {
      Files.createDirectories(directory);
      for (RecipeStanding held : recipes) {
        write(held, directory, notices);
      }
    } catch (IOException e) {
      throw new UserException("can't write to " + directory + ": " + e.getMessage(), e);
    }
  }

  private void write(RecipeStanding held, Path directory, Consumer<String> notices)
      throws IOException {
    TensorRecipe recipe = RecipeText.tensorRecipe(held);
    String name = held.recipe().targetInFileNames();
    Path model = tracker.experiments().model(experiment).path();
    List<Path> written = new ArrayList<>();
    written.add(write(directory.resolve(name + ".txt"), recipe.tensorTypeFile()));
    written.add(
        write(
            directory.resolve(name + ".sh"),
            ShellWords.quoted(
                    recipe.llamaQuantize(
                        model, settings.imatrixFile(), Path.of(held.recipe().fileName())))
                + "\n"));
    written.add(
        write(
            directory.resolve(name + ".recipe"),
            TensorRecipe.thireusRecipe(
                GgufFile.read(held.file().orElseThrow().file()).tensors(),
                List.of("%s of %s".formatted(held.recipe().target(), model.getFileName())))));
    written.add(
        write(
            directory.resolve(name + ".regex"),
            String.join("\n", recipe.briefRules(held.types().keySet())) + "\n"));
    notices.accept(
        "written: " + written.stream().map(Path::toString).collect(Collectors.joining(", ")));
  }

  private static Path write(Path file, String text) throws IOException {
    return Files.writeString(file, text);
  }
}
