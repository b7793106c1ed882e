package dev.quantloop.app.loop;

import dev.quantloop.app.ProgramVersion;
import dev.quantloop.app.engine.Engine;
import dev.quantloop.app.engine.StopRequest;
import dev.quantloop.app.experiment.CalibrationPool;
import dev.quantloop.app.experiment.ExperimentDirectory;
import dev.quantloop.app.experiment.RecordedFiles;
import dev.quantloop.app.machine.ThisMachine;
import dev.quantloop.app.memory.MemoryBudget;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.library.Device;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.model.DeviceSplit;
import dev.quantloop.llama.model.ModelOptions;
import dev.quantloop.llama.model.NextnRun;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.Provenance;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What every stage of the loop works with.
 *
 * @param model the baseline's file
 * @param files which of those on record are there
 * @param report the engine's, which also hears of iterations and events
 */
public record LoopContext(
    Tracker tracker,
    Experiment experiment,
    Path model,
    ExperimentDirectory directory,
    RecordedFiles files,
    Engine engine,
    RunReport report) {
  public static LoopContext of(
      Tracker tracker,
      LlamaLibrary library,
      Experiment experiment,
      MemoryBudget budget,
      StopRequest stop,
      RunReport report) {
    return new LoopContext(
        tracker,
        experiment,
        tracker.experiments().model(experiment).path(),
        new ExperimentDirectory(tracker.directory(experiment.id())),
        new RecordedFiles(),
        new Engine(
            library,
            budget,
            SettingValues.of(experiment.settings()).positions(),
            stop,
            report,
            false),
        report);
  }

  /**
   * The same to evaluate with: where chunks may be put aside, each is decoded by itself, so that
   * none is spoilt by another.
   */
  LoopContext forEvaluation() {
    return settings().quarantine()
        ? new LoopContext(
            tracker, experiment, model, directory, files, engine.withChunksApart(), report)
        : this;
  }

  /** The budget of an experiment with these settings on the devices that the library has. */
  public static MemoryBudget budget(
      LlamaLibrary library, ExperimentSettings settings, DeviceSplit split) {
    return MemoryBudget.of(
        library,
        SettingValues.of(settings).decode(),
        ModelOptions.of(settings.gpuLayers(), split),
        ThisMachine::availableMemory);
  }

  ExperimentSettings settings() {
    return experiment.settings();
  }

  /** The layer that predicts a further token, where it is to be calibrated. */
  Optional<NextnRun> nextn() {
    return settings().nextn()
        ? Optional.of(NextnRun.require(engine.library(), GgufFile.read(model)))
        : Optional.empty();
  }

  CalibrationPool pool() {
    return new CalibrationPool(tracker.experiments().corpora(experiment.id()), settings().nCtx());
  }

  boolean has(Imatrix imatrix) {
    return files.has(imatrix.file(), imatrix.bytes(), imatrix.sha256());
  }

  boolean has(Quant quant) {
    return files.hasModel(quant.file(), quant.bytes(), quant.sha256());
  }

  Provenance provenance() {
    int layers = engine.budget().options(model).gpuLayers();
    int batch = engine.apart() ? engine.settings().batchSize() : settings().nBatch();
    return provenance(settings(), batch, engine.library(), layers);
  }

  /** What figures are computed with. */
  public static Provenance provenance(ExperimentSettings s, LlamaLibrary library, int gpuLayers) {
    return provenance(s, s.nBatch(), library, gpuLayers);
  }

  private static Provenance provenance(
      ExperimentSettings s, int batchSize, LlamaLibrary library, int gpuLayers) {
    return new Provenance(
        library.version(),
        library.commit(),
        library.devices().stream().map(Device::name).collect(Collectors.joining(" + ")),
        library.cpuVariant(),
        s.nCtx(),
        batchSize,
        s.nUbatch(),
        s.threads(),
        gpuLayers,
        s.scoredPositions(),
        ProgramVersion.CURRENT);
  }

  /** Time since then, for people; no figure depends on it. */
  static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }
}
