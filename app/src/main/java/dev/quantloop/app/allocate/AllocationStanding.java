package dev.quantloop.app.allocate;

import dev.quantloop.app.allocate.AllocationSolver.CurvePoint;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.tracker.record.AllocationSettings;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Sensitivity;
import dev.quantloop.tracker.record.TensorGrouping;
import dev.quantloop.tracker.service.RecipeStanding;
import dev.quantloop.tracker.service.Tracker;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How far the choice of tensor types has come.
 *
 * @param experiment that evaluates the recipes
 * @param measurements of single tensors, by tensor
 * @param recipes in the order in which they were asked for
 */
public record AllocationStanding(
    Experiment experiment,
    AllocationSettings settings,
    List<Sensitivity> measurements,
    List<RecipeStanding> recipes) {

  /** As it is now. Judges nothing, so that a run can be watched. */
  public static AllocationStanding of(Tracker tracker, AllocationSettings settings) {
    Experiment experiment = tracker.experiments().get(settings.experiment());
    return new AllocationStanding(
        experiment,
        settings,
        tracker.allocations().sensitivities(experiment.id()),
        RecipeStanding.list(tracker, experiment.id()));
  }

  /** What was chosen as the next step of an experiment, latest first, judged where no run is on. */
  public static List<AllocationStanding> steps(Tracker tracker, Experiment of) {
    List<AllocationSettings> steps = tracker.allocations().list(of.id());
    steps.forEach(step -> tracker.verdicts().judgeIfIdle(step.experiment()));
    return steps.stream().map(step -> of(tracker, step)).toList();
  }

  /** The recipes whose files are made. */
  public List<RecipeStanding> made() {
    return recipes.stream().filter(one -> one.recipe().isMade()).toList();
  }

  /** "mine-allocate: Q2_K -57.8 ± 1.3 %, improved; Q3_K_M not evaluated yet". */
  public String brief() {
    return experiment.name()
        + ": "
        + made().stream().map(RecipeText::brief).collect(Collectors.joining("; "));
  }

  /** What came of each recipe, a sentence each. */
  public List<String> findings() {
    return made().stream().map(one -> RecipeText.finding(one, experiment.name())).toList();
  }

  public Sensitivities sensitivities() {
    return Sensitivities.of(measurements, settings.groupedBy());
  }

  /** Trials that there are to measure; 0 before the types of the tensors are known. */
  public int trials() {
    return sensitivities().trials(settings.everyType());
  }

  /** Trials that have been measured. */
  public int measured() {
    return sensitivities().measured();
  }

  /** What {@link #measured} counts, in the singular. */
  public String measuredNoun() {
    return settings.everyType() ? "trial" : settings.groupedBy().noun();
  }

  /** Tokens that are decoded at most for the trials that are left, as far as they are known. */
  public long mostTokensLeft() {
    return AllocationForecast.mostTokens(
        trials() - measured(), settings.searchChunks(), experiment.settings().nCtx());
  }

  /** Whether every tensor has been measured, with one type at least. */
  public boolean knowsAll() {
    return sensitivities().knowsAll();
  }

  /** Whether a recipe was asked for by its size, so that single tensors are measured. */
  public boolean chooses() {
    return recipes.stream().anyMatch(one -> !one.recipe().isGiven());
  }

  /** Whether a recipe that was asked for has not been chosen yet. */
  public boolean isOpen() {
    return recipes.stream().anyMatch(one -> !one.recipe().isMade());
  }

  /**
   * The least sum of what single tensors lose, by the size of a file; none before every tensor has
   * been measured.
   */
  public List<CurvePoint> curve() {
    if (!knowsAll()) {
      return List.of();
    }
    long others =
        recipes.stream()
            .filter(one -> !one.recipe().isGiven())
            .flatMap(one -> others(one).stream())
            .findFirst()
            .orElse(0L);
    return new AllocationSolver(sensitivities().items())
        .curve().stream()
            .map(point -> new CurvePoint(point.bytes() + others, point.cost()))
            .toList();
  }

  /** What a file has besides the tensors that are chosen for. */
  private Optional<Long> others(RecipeStanding recipe) {
    Sensitivities known = Sensitivities.of(measurements, TensorGrouping.TENSOR);
    long chosen = 0;
    for (Map.Entry<String, String> type : recipe.types().entrySet()) {
      chosen +=
          known
              .find(type.getKey(), GgmlType.valueOf(type.getValue()))
              .map(one -> GgufFile.padded(one.bytes()))
              .orElse(0L);
    }
    long of = chosen;
    return recipe.file().map(file -> file.bytes() - of);
  }
}
