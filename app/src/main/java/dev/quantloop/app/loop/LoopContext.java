package dev.quantloop.app.loop;

import dev.quantloop.app.ProgramVersion;
import dev.quantloop.app.experiment.CalibrationPool;
import dev.quantloop.app.experiment.ExperimentDirectory;
import dev.quantloop.app.machine.AvailableMemory;
import dev.quantloop.app.memory.DeviceRoom;
import dev.quantloop.app.memory.MemoryBudget;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.llama.evaluate.ScoredPositions;
import dev.quantloop.llama.library.Device;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.DeviceSplit;
import dev.quantloop.llama.model.ModelOptions;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.Provenance;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What every stage of the loop works with.
 *
 * @param stop asks the stages to stop
 * @param report hears how far they are
 * @param budget decides how models are loaded, and which of them at once
 */
public record LoopContext(
    Tracker tracker,
    LlamaLibrary library,
    Experiment experiment,
    ExperimentDirectory directory,
    StopRequest stop,
    RunReport report,
    MemoryBudget budget) {
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
        budget(library, experiment.settings(), split));
  }

  /** For an experiment with these settings on the devices that the library has. */
  public static MemoryBudget budget(
      LlamaLibrary library, ExperimentSettings settings, DeviceSplit split) {
    return budget(
        () -> DeviceRoom.of(library.devices(), split, AvailableMemory::bytes), settings, split);
  }

  static MemoryBudget budget(
      Supplier<DeviceRoom> rooms, ExperimentSettings settings, DeviceSplit split) {
    return new MemoryBudget(rooms, decode(settings), ModelOptions.of(settings.gpuLayers(), split));
  }

  ExperimentSettings settings() {
    return experiment.settings();
  }

  DecodeSettings decodeSettings() {
    return decode(settings());
  }

  private static DecodeSettings decode(ExperimentSettings s) {
    return SettingValues.of(s).decode();
  }

  Path model() {
    return tracker.experiments().model(experiment).path();
  }

  ScoredPositions positions() {
    return SettingValues.of(settings()).positions();
  }

  CalibrationPool pool() {
    return new CalibrationPool(tracker.experiments().corpora(experiment.id()), settings().nCtx());
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
        budget.options(model()).gpuLayers(),
        s.scoredPositions(),
        ProgramVersion.CURRENT);
  }
}
