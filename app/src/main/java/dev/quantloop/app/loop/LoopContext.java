package dev.quantloop.app.loop;

import dev.quantloop.app.ProgramVersion;
import dev.quantloop.app.plan.AvailableMemory;
import dev.quantloop.app.plan.Planner;
import dev.quantloop.app.plan.Room;
import dev.quantloop.llama.DecodeSettings;
import dev.quantloop.llama.Device;
import dev.quantloop.llama.DeviceSplit;
import dev.quantloop.llama.FlashAttention;
import dev.quantloop.llama.LlamaLibrary;
import dev.quantloop.llama.ModelOptions;
import dev.quantloop.llama.ScoredPositions;
import dev.quantloop.tracker.Experiment;
import dev.quantloop.tracker.ExperimentSettings;
import dev.quantloop.tracker.Provenance;
import dev.quantloop.tracker.Tracker;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What every stage of the loop works with.
 *
 * @param stop asks the stages to stop
 * @param report hears how far they are
 * @param planner decides how models are loaded, and which of them at once
 */
public record LoopContext(
    Tracker tracker,
    LlamaLibrary library,
    Experiment experiment,
    ExperimentDirectory directory,
    StopRequest stop,
    RunReport report,
    Planner planner) {
  /** The word for {@link ScoredPositions#SECOND_HALF} in the database. */
  public static final String SECOND_HALF = "second half";

  public static final String ALL_POSITIONS = "all";

  /**
   * With the memory that this machine has.
   *
   * @param split how models are spread over GPUs
   */
  public static LoopContext of(
      Tracker tracker,
      LlamaLibrary library,
      Experiment experiment,
      ExperimentDirectory directory,
      StopRequest stop,
      RunReport report,
      DeviceSplit split) {
    return new LoopContext(
        tracker,
        library,
        experiment,
        directory,
        stop,
        report,
        planner(library, experiment.settings(), split));
  }

  /** For an experiment with these settings on the devices that the library has. */
  public static Planner planner(
      LlamaLibrary library, ExperimentSettings settings, DeviceSplit split) {
    return planner(
        () -> Room.of(library.devices(), split, AvailableMemory::bytes), settings, split);
  }

  static Planner planner(Supplier<Room> rooms, ExperimentSettings settings, DeviceSplit split) {
    return new Planner(rooms, decode(settings), ModelOptions.of(settings.gpuLayers(), split));
  }

  ExperimentSettings settings() {
    return experiment.settings();
  }

  DecodeSettings decodeSettings() {
    return decode(settings());
  }

  private static DecodeSettings decode(ExperimentSettings s) {
    return new DecodeSettings(
        s.nCtx(), s.nBatch(), s.nUbatch(), s.threads(), FlashAttention.parse(s.flashAttention()));
  }

  Path model() {
    return tracker.experiments().model(experiment).path();
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
        planner.options(model()).gpuLayers(),
        s.scoredPositions(),
        ProgramVersion.CURRENT);
  }
}
