package dev.quantloop.app.engine;

import dev.quantloop.app.memory.MemoryBudget;
import dev.quantloop.llama.NoRoomException;
import dev.quantloop.llama.evaluate.ScoredPositions;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.model.ModelOptions;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What computing with models takes, for one command or one run. Used by one thread.
 *
 * @param budget decides how models are loaded, and which of them at once
 * @param stop asks the work to stop
 * @param report hears how far it is
 * @param apart whether each chunk is decoded by itself, so that none is spoilt by another
 */
public record Engine(
    LlamaLibrary library,
    MemoryBudget budget,
    ScoredPositions positions,
    StopRequest stop,
    EngineReport report,
    boolean apart) {
  public DecodeSettings settings() {
    DecodeSettings settings = budget.settings();
    return apart
        ? settings.withBatchSize(Math.min(settings.batchSize(), settings.contextSize()))
        : settings;
  }

  /** The same with each chunk decoded by itself. */
  public Engine withChunksApart() {
    return new Engine(library, budget, positions, stop, report, true);
  }

  /** A model that is the caller's to close, with as much of it on GPUs as the budget allows. */
  public Model load(Path file) {
    return load(file, false);
  }

  /**
   * The same.
   *
   * @param writable whether its weights are to be replaced
   */
  public Model load(Path file, boolean writable) {
    ModelOptions fitting = budget.options(file);
    return load(file, writable ? fitting.withWritableWeights() : fitting);
  }

  /** The same with the layers that predict further tokens. */
  public Model loadWithNextn(Path file) {
    return load(file, budget.options(file).withNextnLayers());
  }

  private Model load(Path file, ModelOptions options) {
    return report.loading(
        file, () -> stop.uninterruptible(() -> Model.load(library, file, options)));
  }

  /**
   * Works with models. Where a device turns out to have less room than was expected, the work is
   * done again, with less on the GPU.
   *
   * @param release frees what outlives the work; true if that alone may have made enough room
   */
  public <T> T withRoom(BooleanSupplier release, Supplier<T> work) {
    while (true) {
      try {
        return work.get();
      } catch (NoRoomException e) {
        boolean released = release.getAsBoolean();
        if (!released && !budget.stepDown()) {
          throw e;
        }
        report.warning(
            (released
                    ? "trying without quants that stay loaded: "
                    : "trying with less on the GPU: ")
                + e.getMessage());
      }
    }
  }
}
