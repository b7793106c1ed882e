package dev.quantloop.app.demo;

import dev.quantloop.app.experiment.ExperimentDraft;
import dev.quantloop.app.experiment.QuantizeSettings;
import dev.quantloop.app.experiment.SourceInput;
import dev.quantloop.llama.evaluate.ScoredPositions;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The experiment that anyone can run within minutes: embedded model, embedded texts. */
public final class DemoExperiment {
  public static final String NAME = "demo";

  private static final int CONTEXT_SIZE = 512;
  private static final int EVALUATION_CHUNKS = 9;
  private static final int POOL_CHUNKS_OF_A_SOURCE = 18;
  private static final long START_TOKENS = 4 * CONTEXT_SIZE;

  /** Four corpora from the first to the whole pool: three minutes are soon over. */
  private static final double GROWTH = 3;

  private DemoExperiment() {}

  /**
   * @param model the unpacked demo model
   * @param gpuLayers as everywhere; −1 for all
   */
  public static ExperimentDraft draft(String name, Path model, int threads, int gpuLayers) {
    List<SourceInput> sources = DemoTexts.sources();
    long pool = (long) sources.size() * POOL_CHUNKS_OF_A_SOURCE * CONTEXT_SIZE;
    return new ExperimentDraft(
        name,
        model,
        sources,
        List.of(QuantType.Q4_K_M, QuantType.Q2_K),
        DecodeSettings.ofContext(CONTEXT_SIZE, threads),
        false,
        gpuLayers,
        ScoredPositions.SECOND_HALF,
        false,
        QuantizeSettings.DEFAULT,
        OptionalInt.of(EVALUATION_CHUNKS),
        OptionalLong.of(START_TOKENS),
        GROWTH,
        OptionalLong.of(pool),
        ExperimentDraft.DEFAULT_PLATEAU_STEPS,
        ExperimentDraft.DEFAULT_PLATEAU_THRESHOLD);
  }

  /** The English text, on its own. */
  public static String prose() {
    return DemoTexts.sources().get(0).text().text();
  }

  /** {@code demo}, or the first of demo-2, demo-3 … that is free. */
  public static String freshName(Tracker tracker) {
    String name = NAME;
    for (int number = 2; tracker.experiments().find(name).isPresent(); number++) {
      name = NAME + "-" + number;
    }
    return name;
  }

  /** The latest of demo, demo-2, demo-3 … that exists; {@code demo} where none does. */
  public static String latestName(Tracker tracker) {
    String name = NAME;
    for (int number = 2; ; number++) {
      String next = NAME + "-" + number;
      if (tracker.experiments().find(next).isEmpty()) {
        return name;
      }
      name = next;
    }
  }
}
