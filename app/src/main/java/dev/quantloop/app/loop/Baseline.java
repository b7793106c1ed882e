package dev.quantloop.app.loop;

import dev.quantloop.llama.LlamaLibrary;
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
  private Model model;

  Baseline(LlamaLibrary library, Path file, ModelOptions options) {
    this.library = library;
    this.file = file;
    this.options = options;
  }

  Path file() {
    return file;
  }

  /** The loaded model; it stays this object's to close. */
  Model model() {
    if (model == null) {
      model = Model.load(library, file, options);
    }
    return model;
  }

  /** Frees the memory; the next use loads the model again. */
  void release() {
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
