package dev.quantloop.app.stage;

import dev.quantloop.app.UsageException;
import dev.quantloop.app.UserException;
import dev.quantloop.app.console.Console;
import dev.quantloop.app.console.Progress;
import dev.quantloop.app.console.Stage;
import dev.quantloop.app.console.StageUnit;
import dev.quantloop.app.corpus.Sha256;
import dev.quantloop.app.machine.AvailableMemory;
import dev.quantloop.app.memory.MemoryBudget;
import dev.quantloop.llama.collect.ImatrixCollector;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.model.Model;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/** Computes an imatrix over a text, merges imatrices, or both. */
public final class ComputeImatrix {
  private final Console console;
  private final Progress progress;
  private final Supplier<LlamaLibrary> library;

  /**
   * @param library called once everything that can be checked without it has been
   */
  public ComputeImatrix(Console console, Supplier<LlamaLibrary> library) {
    this.console = console;
    this.progress = console.progress();
    this.library = library;
  }

  public ImatrixResult run(ImatrixRequest request) {
    if (request.texts().isEmpty() && request.previous().isEmpty()) {
      throw new UsageException("give a text with -f FILE, or imatrices to merge with --in-file");
    }
    OutputFile.requireWritable(request.output());
    ImatrixSums sums = merged(request);
    Duration computing = Duration.ZERO;
    int chunks = 0;
    if (!request.texts().isEmpty()) {
      long start = console.clock().millis();
      ImatrixSums computed = compute(request);
      computing = Duration.ofMillis(console.clock().millis() - start);
      chunks = (int) computed.chunkCount();
      sums.add(computed);
    }
    request.format().write(request.output(), sums);
    return new ImatrixResult(sums, chunks, computing, Sha256.of(request.output()));
  }

  /** Counted in chunks of the first file; or, when a text is added, in the text's chunks. */
  private static ImatrixSums merged(ImatrixRequest request) {
    int contextSize = request.settings().contextSize();
    ImatrixSums sums = request.texts().isEmpty() ? null : new ImatrixSums(contextSize);
    for (Path file : request.previous()) {
      ImatrixSums more = ImatrixFile.read(file, contextSize);
      if (sums == null) {
        sums = new ImatrixSums(more.chunkSize());
      }
      sums.add(more);
    }
    return sums;
  }

  private ImatrixSums compute(ImatrixRequest request) {
    String text = PromptFiles.read(request.texts());
    ModelOpener.check(request.model(), request.settings(), AvailableMemory.bytes());
    MemoryBudget budget =
        MemoryBudget.of(library.get(), request.settings(), request.modelOptions());
    try (Model model = ModelOpener.load(library.get(), request.model(), budget, progress)) {
      ModelOpener.warnOfLongContext(model, request.settings(), progress);
      int[] tokens = model.tokenizer().tokenize(text, true, request.parseSpecial());
      int[] chosen =
          new ChunkSelection(
                  request.settings().contextSize(), request.firstChunk(), request.chunkLimit(), 1)
              .of(tokens, PromptFiles.names(request.texts()));
      ImatrixSums sums = collect(request, model, chosen);
      request.texts().forEach(file -> sums.addDataset(file.toString()));
      return sums;
    }
  }

  private ImatrixSums collect(ImatrixRequest request, Model model, int[] tokens) {
    StageUnit work = StageUnit.chunksOf(request.settings().contextSize());
    try (Interrupt interrupt = new Interrupt();
        Stage stage = progress.stage("imatrix", work);
        ImatrixCollector collector =
            ImatrixCollector.open(model, request.settings(), request.processOutput(), interrupt)) {
      collector.collect(tokens, stage);
      ImatrixSums sums = collector.sums();
      if (sums.entries().isEmpty()) {
        throw new UserException(
            "nothing was summed: like llama-imatrix this skips what is computed fewer than %1$d tokens at once; give -ub %1$d or more, and -b"
                .formatted(ImatrixCollector.MIN_ROWS_OF_LLAMA_IMATRIX));
      }
      return sums;
    }
  }
}
