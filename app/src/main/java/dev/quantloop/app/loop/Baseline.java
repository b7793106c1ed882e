package dev.quantloop.app.loop;

import dev.quantloop.app.stage.AvailableMemory;
import dev.quantloop.llama.LlamaLibrary;
import dev.quantloop.llama.LogitMemory;
import dev.quantloop.llama.Model;
import dev.quantloop.llama.ModelOptions;
import java.nio.file.Path;

/**
 * The unquantized model of a run: loaded when a stage first needs it, and kept for the next, unless
 * its memory is needed. Used by one thread; close it to free the native memory.
 */
final class Baseline implements AutoCloseable {
  private final LlamaLibrary library;
  private final Path file;
  private final ModelOptions options;
  private final StopRequest stop;
  private Model model;
  private LogitMemory logits;

  Baseline(LlamaLibrary library, Path file, ModelOptions options, StopRequest stop) {
    this.library = library;
    this.file = file;
    this.options = options;
    this.stop = stop;
  }

  Path file() {
    return file;
  }

  /** The loaded model; it stays this object's to close. */
  Model model() {
    if (model == null) {
      model = stop.uninterruptible(() -> Model.load(library, file, options));
    }
    return model;
  }

  /** Its logits on the evaluation sets: kept from one iteration to the next, as far as they fit. */
  LogitMemory logits() {
    if (logits == null) {
      logits = new LogitMemory(ModelMemory.forLogits(AvailableMemory.bytes()));
    }
    return logits;
  }

  /** Frees the memory; the next use loads the model again. */
  void release() {
    if (logits != null) {
      logits.close();
      logits = null;
    }
    if (model != null) {
      model.close();
      model = null;
    }
  }

  @Override
  public void close() {
    release();
  }
}
