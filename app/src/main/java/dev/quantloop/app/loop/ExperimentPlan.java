package dev.quantloop.app.loop;

import dev.quantloop.app.plan.AvailableMemory;
import dev.quantloop.app.plan.PlanText;
import dev.quantloop.app.plan.Planner;
import dev.quantloop.llama.QuantType;
import dev.quantloop.tracker.Experiment;
import dev.quantloop.tracker.ExperimentSettings;
import dev.quantloop.tracker.ModelFile;
import dev.quantloop.tracker.Tracker;
import java.nio.file.Path;
import java.util.List;

/** How an experiment's models will be used, in words. */
public final class ExperimentPlan {
  private ExperimentPlan() {}

  /** Whole lines; see {@link PlanText}. */
  public static List<String> of(Tracker tracker, Experiment experiment, Planner planner) {
    ExperimentSettings settings = experiment.settings();
    ModelFile model = tracker.experiments().model(experiment);
    int sets = tracker.experiments().evaluationSets(experiment.id()).size();
    return of(model.path(), model.vocabularySize(), sets, settings, planner);
  }

  /**
   * The same for an experiment that is not on record.
   *
   * @param sets evaluation sets
   */
  static List<String> of(
      Path model, int vocabularySize, int sets, ExperimentSettings settings, Planner planner) {
    long tokens = (long) sets * settings.evaluationChunks() * settings.nCtx();
    long rows = settings.scoredPositions().equals(LoopContext.ALL_POSITIONS) ? tokens : tokens / 2;
    List<QuantType> types = settings.quantTypes().stream().map(QuantType::parse).toList();
    return PlanText.of(
        planner,
        model,
        types,
        rows * vocabularySize * Float.BYTES,
        ModelMemory.forLogits(AvailableMemory.bytes()));
  }
}
