package dev.quantloop.app.stage;

import dev.quantloop.app.console.Console;
import dev.quantloop.app.console.Progress;
import dev.quantloop.app.console.Stage;
import dev.quantloop.app.console.StageUnit;
import dev.quantloop.app.machine.AvailableMemory;
import dev.quantloop.app.memory.MemoryBudget;
import dev.quantloop.llama.evaluate.PerplexityPass;
import dev.quantloop.llama.evaluate.ScoredPositions;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.model.ModelOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** Measures the perplexity of a text under a model. */
public final class MeasurePerplexity {
  /** llama-perplexity wants as much, so that the figure means something. */
  private static final int LEAST_CHUNKS = 2;

  private final Progress progress;
  private final Supplier<LlamaLibrary> library;

  public MeasurePerplexity(Console console, Supplier<LlamaLibrary> library) {
    this.progress = console.progress();
    this.library = library;
  }

  /** What is to be measured, and on what. */
  public record Request(
      Path model,
      List<Path> texts,
      DecodeSettings settings,
      ModelOptions modelOptions,
      ScoredPositions positions,
      int chunkLimit) {}

  public PerplexityResult run(Request request) {
    String text = PromptFiles.read(request.texts());
    ModelOpener.check(request.model(), request.settings(), AvailableMemory.bytes());
    MemoryBudget budget =
        MemoryBudget.of(library.get(), request.settings(), request.modelOptions());
    try (Model model = ModelOpener.load(library.get(), request.model(), budget, progress)) {
      ModelOpener.warnOfLongContext(model, request.settings(), progress);
      int[] tokens = model.tokenizer().tokenize(text, true, false);
      int[] chosen =
          new ChunkSelection(
                  request.settings().contextSize(), 0, request.chunkLimit(), LEAST_CHUNKS)
              .of(tokens, PromptFiles.names(request.texts()));
      return measure(request, model, chosen);
    }
  }

  private PerplexityResult measure(Request request, Model model, int[] tokens) {
    int contextSize = request.settings().contextSize();
    int chunks = tokens.length / contextSize;
    MeanAndError nll = new MeanAndError();
    try (Interrupt interrupt = new Interrupt();
        Stage stage = progress.stage("perplexity", StageUnit.chunksOf(contextSize));
        PerplexityPass pass =
            PerplexityPass.open(model, request.settings(), request.positions(), interrupt)) {
      pass.run(
          tokens,
          (chunk, values) -> {
            for (double value : values) {
              nll.add(value);
            }
            stage.advanced(chunk + 1L, chunks);
          });
    }
    return new PerplexityResult(chunks, nll.count(), nll.mean(), nll.error());
  }
}
