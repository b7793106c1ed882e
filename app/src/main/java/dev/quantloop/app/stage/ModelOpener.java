package dev.quantloop.app.stage;

import dev.quantloop.app.console.Progress;
import dev.quantloop.app.console.Stage;
import dev.quantloop.app.console.StageUnit;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.memory.ContextMemory;
import dev.quantloop.app.memory.MemoryBudget;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.Model;
import java.nio.file.Path;

/** A model file that a stage is about to use. */
public final class ModelOpener {
  private ModelOpener() {}

  /**
   * Reads the header and refuses what would fail later or end the process.
   *
   * @param settings of the contexts to come
   * @param memory bytes that are available
   * @throws dev.quantloop.llama.LlamaException for a file that is no complete model
   * @throws dev.quantloop.app.UserException for a context that memory can't hold
   */
  public static GgufFile check(Path file, DecodeSettings settings, long memory) {
    GgufFile header = GgufFile.read(file);
    header.requireLoadableModel();
    ContextMemory.of(header, settings).requireFits(header, settings, memory);
    return header;
  }

  /** Loads a model as planned, under a line of progress; the caller closes it. */
  public static Model load(
      LlamaLibrary library, Path file, MemoryBudget budget, Progress progress) {
    Stage stage = progress.stage("load " + file.getFileName(), new StageUnit("", 0));
    try {
      Model model = Model.load(library, file, budget.options(file));
      // libllama knows the sizes of well-known models only and calls the others "?B".
      stage.finish(model.description().replace("?B", Numbers.count(model.parameterCount())));
      return model;
    } catch (LlamaException e) {
      stage.finish("failed");
      throw e;
    }
  }

  /** Says so when chunks are longer than the texts that the model was trained on. */
  static void warnOfLongContext(Model model, DecodeSettings settings, Progress progress) {
    int trained = model.trainingContext();
    if (trained > 0 && settings.contextSize() > trained) {
      progress.note(
          "warning: %s was trained on contexts of %d tokens; with -c %d its figures mean little"
              .formatted(model.file(), trained, settings.contextSize()));
    }
  }
}
