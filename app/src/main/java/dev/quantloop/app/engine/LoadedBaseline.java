package dev.quantloop.app.engine;

import dev.quantloop.app.machine.ThisMachine;
import dev.quantloop.app.memory.MemoryBudget;
import dev.quantloop.llama.evaluate.LogitMemory;
import dev.quantloop.llama.model.Model;
import java.nio.file.Path;

/**
 * The unquantized model: loaded when it is first needed, and kept until it is closed. Used by one
 * thread; close it to free the native memory.
 */
public final class LoadedBaseline implements AutoCloseable {
  private final Engine engine;
  private final Path file;
  private final boolean keepLogits;
  private final boolean nextn;
  private Model model;
  private LogitMemory logits;

  /**
   * @param keepLogits keeps its logits in memory from one evaluation to the next, as far as they
   *     fit
   * @param nextn loads the layers that predict further tokens, too
   */
  public LoadedBaseline(Engine engine, Path file, boolean keepLogits, boolean nextn) {
    this.engine = engine;
    this.file = file;
    this.keepLogits = keepLogits;
    this.nextn = nextn;
  }

  public Path file() {
    return file;
  }

  /** The loaded model; it stays this object's to close. */
  public Model model() {
    if (model == null) {
      model = nextn ? engine.loadWithNextn(file) : engine.load(file);
    }
    return model;
  }

  LogitMemory logits() {
    if (logits == null) {
      logits =
          new LogitMemory(keepLogits ? MemoryBudget.forLogits(ThisMachine.availableMemory()) : 0);
    }
    return logits;
  }

  /** Frees the memory; the next use loads the model again. */
  @Override
  public void close() {
    if (logits != null) {
      logits.close();
      logits = null;
    }
    if (model != null) {
      model.close();
      model = null;
    }
  }
}
