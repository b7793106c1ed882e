package dev.quantloop.app.loop;

import dev.quantloop.app.machine.AvailableMemory;
import dev.quantloop.app.memory.ModelMemory;
import dev.quantloop.llama.NoRoomException;
import dev.quantloop.llama.evaluate.LogitMemory;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.model.ModelOptions;
import dev.quantloop.tracker.record.EventKind;
import java.nio.file.Path;

/**
 * The unquantized model of a run: loaded when a stage first needs it, and kept for the next, unless
 * its memory is needed. Used by one thread; close it to free the native memory.
 */
final class LoadedBaseline implements AutoCloseable {
  private static final String LESS = "trying with less on the GPU: ";

  private final LoopContext context;
  private final Path file;
  private Model model;
  private LogitMemory logits;

  LoadedBaseline(LoopContext context, Path file) {
    this.context = context;
    this.file = file;
  }

  Path file() {
    return file;
  }

  /** The loaded model; it stays this object's to close. */
  Model model() {
    if (model == null) {
      model = load(file);
    }
    return model;
  }

  /** A model that is the caller's to close, loaded as planned. */
  private Model load(Path gguf) {
    return load(gguf, false);
  }

  /**
   * The same.
   *
   * @param writable whether its weights are to be replaced
   */
  Model load(Path gguf, boolean writable) {
    ModelOptions planned = context.budget().options(gguf);
    ModelOptions options = writable ? planned.withWritableWeights() : planned;
    return context.stop().uninterruptible(() -> Model.load(context.library(), gguf, options));
  }

  /**
   * Does something with models. Where a device turns out to have less room than was planned with,
   * everything is released and it is done again: without candidates that stay loaded, then with
   * less on the devices.
   */
  void withRoom(Candidates candidates, Runnable work) {
    while (true) {
      try {
        work.run();
        return;
      } catch (NoRoomException e) {
        boolean candidatesWereThere = candidates.release();
        release();
        if (!candidatesWereThere && !context.budget().stepDown()) {
          throw e;
        }
        String with = candidatesWereThere ? "trying without quants that stay loaded: " : LESS;
        context.report().event(EventKind.WARNING, null, with + e.getMessage());
      }
    }
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
