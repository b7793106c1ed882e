package dev.quantloop.app.engine;

import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.model.Model;
import dev.quantloop.tracker.record.RunStage;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Hears how far an engine is. Called by the one thread that works. */
public interface EngineReport {
  /**
   * Begins a stage and ends the one before.
   *
   * @param subject what the stage works on, such as a quant type; may be empty
   * @param unit plural of what is counted, "chunks" or "tensors"
   */
  ProgressListener stage(RunStage stage, String subject, String unit);

  void warning(String message);

  /** Loads a model, and says so if that is of interest. */
  default Model loading(Path file, Supplier<Model> load) {
    return load.get();
  }
}
