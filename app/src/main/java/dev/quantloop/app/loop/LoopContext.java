package dev.quantloop.app.loop;

import dev.quantloop.app.ProgramVersion;
import dev.quantloop.llama.DecodeSettings;
import dev.quantloop.llama.Device;
import dev.quantloop.llama.LlamaLibrary;
import dev.quantloop.llama.ModelOptions;
import dev.quantloop.llama.ScoredPositions;
import dev.quantloop.tracker.Experiment;
import dev.quantloop.tracker.ExperimentSettings;
import dev.quantloop.tracker.Provenance;
import dev.quantloop.tracker.Tracker;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * What every stage of the loop works with.
 *
 * @param stop asks the stages to stop
 * @param report hears how far they are
 * @param memory bytes that the models of a stage and their contexts may take together
 */
public record LoopContext(
    Tracker tracker,
    LlamaLibrary library,
    Experiment experiment,
    ExperimentDirectory directory,
    StopRequest stop,
    RunReport report,
    LongSupplier memory) {
  /** The word for {@link ScoredPositions#SECOND_HALF} in the database. */
  public static final String SECOND_HALF = "second half";

  public static final String ALL_POSITIONS = "all";

  /** With the memory that this machine has. */
  public static LoopContext of(
      Tracker tracker,
      LlamaLibrary library,
      Experiment experiment,
      ExperimentDirectory directory,
      StopRequest stop,
      RunReport report) {
    return new LoopContext(
        tracker,
        library,
        experiment,
        directory,
        stop,
        report,
        ModelMemory.available(library, experiment.settings().gpuLayers()));
  }

  ExperimentSettings settings() {
    return experiment.settings();
  }

  DecodeSettings decodeSettings() {
    ExperimentSettings s = settings();
    return new DecodeSettings(s.nCtx(), s.nBatch(), s.nUbatch(), s.threads());
  }

  ModelOptions modelOptions() {
    return new ModelOptions(settings().gpuLayers(), false);
  }

  ScoredPositions positions() {
    return settings().scoredPositions().equals(ALL_POSITIONS)
        ? ScoredPositions.ALL
        : ScoredPositions.SECOND_HALF;
  }

  Pool pool() {
    return new Pool(tracker.experiments().corpora(experiment.id()), settings().nCtx());
  }

  Provenance provenance() {
    ExperimentSettings s = settings();
    return new Provenance(
        library.version(),
        library.commit(),
        library.devices().stream().map(Device::name).collect(Collectors.joining(" + ")),
        library.cpuVariant(),
        s.nCtx(),
        s.nBatch(),
        s.nUbatch(),
        s.threads(),
        s.gpuLayers(),
        s.scoredPositions(),
        ProgramVersion.CURRENT);
  }
}
