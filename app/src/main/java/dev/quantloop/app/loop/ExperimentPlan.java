package dev.quantloop.app.loop;

import dev.quantloop.app.experiment.LogitsSource;
import dev.quantloop.app.machine.ThisMachine;
import dev.quantloop.app.memory.MemoryBudget;
import dev.quantloop.app.memory.MemoryUseText;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.ModelFile;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Path;
import java.util.List;

/** How an experiment's models will be used, in words. */
public final class ExperimentPlan {
  private ExperimentPlan() {}

  /** Whole lines; see {@link MemoryUseText}. */
  public static List<String> of(Tracker tracker, Experiment experiment, MemoryBudget budget) {
    ExperimentSettings settings = experiment.settings();
    ModelFile model = tracker.experiments().model(experiment);
    boolean stored = LogitsSource.of(tracker, experiment.id()).isPresent();
    int chunks =
        tracker.experiments().evaluationSets(experiment.id()).stream()
            .mapToInt(EvaluationSet::chunks)
            .sum();
    return of(model.path(), model.vocabularySize(), stored ? 0 : chunks, settings, budget);
  }

  /**
   * The same for an experiment that is not on record.
   *
   * @param chunks that the baseline is evaluated on; 0 where its logits are stored
   */
  public static List<String> of(
      Path model,
      int vocabularySize,
      int chunks,
      ExperimentSettings settings,
      MemoryBudget budget) {
    long tokens = (long) chunks * settings.nCtx();
    long rows = SettingValues.of(settings).get(Setting.ALL_POSITIONS) ? tokens : tokens / 2;
    List<QuantType> types = settings.quantTypes().stream().map(QuantType::parse).toList();
    return MemoryUseText.of(
        budget,
        model,
        types,
        rows * vocabularySize * Float.BYTES,
        MemoryBudget.forLogits(ThisMachine.availableMemory()));
  }
}
