package dev.quantloop.app.stage;

import dev.quantloop.app.console.Console;
import dev.quantloop.app.console.Progress;
import dev.quantloop.app.console.Stage;
import dev.quantloop.app.console.StageUnit;
import dev.quantloop.app.memory.MemoryBudget;
import dev.quantloop.app.memory.MemoryBudget.Arrangement;
import dev.quantloop.llama.AbortSignal;
import dev.quantloop.llama.evaluate.KldPass;
import dev.quantloop.llama.evaluate.LogitPass;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.score.BaselineLogFile;
import dev.quantloop.llama.score.KldBaseFile;
import dev.quantloop.llama.score.KldBaseWriter;
import dev.quantloop.tracker.record.ChunkResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Scores candidates against a baseline: side by side in memory; or, where that does not fit, one
 * after the other against the baseline's logits in a temporary file; or against llama-perplexity's
 * file.
 */
public final class MeasureKld {
  private static final int LEAST_CHUNKS = 2;

  private final Progress progress;
  private final Supplier<LlamaLibrary> library;
  private MemoryBudget budget;

  public MeasureKld(Console console, Supplier<LlamaLibrary> library) {
    this.progress = console.progress();
    this.library = library;
  }

  /** The chunks of each candidate, in the order of the request. */
  public List<List<ChunkResult>> run(KldRequest request) {
    requireUsable(request);
    if (request.baseModel() == null) {
      return againstFile(request);
    }
    String text = PromptFiles.read(request.texts());
    if (request.baseFile() != null) {
      OutputFile.requireWritable(request.baseFile());
    }
    try (Interrupt interrupt = new Interrupt();
        Model baseline = load(request, request.baseModel())) {
      ModelOpener.warnOfLongContext(baseline, request.settings(), progress);
      int[] tokens =
          new ChunkSelection(
                  request.settings().contextSize(), 0, request.chunkLimit(), LEAST_CHUNKS)
              .of(
                  baseline.tokenizer().tokenize(text, true, false),
                  PromptFiles.names(request.texts()));
      if (request.baseFile() != null) {
        writeBase(request, baseline, tokens, interrupt);
        return request.candidates().isEmpty() ? List.of() : againstFile(request);
      }
      return budget(request).arrange(request.baseModel(), request.candidates())
              == Arrangement.SIDE_BY_SIDE
          ? sideBySide(request, baseline, tokens, interrupt)
          : oneByOne(request, baseline, tokens, interrupt);
    }
  }

  /** Checks every model before the first is loaded. */
  private static void requireUsable(KldRequest request) {
    List<Path> models = new ArrayList<>(request.candidates());
    if (request.baseModel() != null) {
      models.add(request.baseModel());
    }
    for (Path model : models) {
      ModelOpener.check(model, request.settings(), request.memory());
    }
  }

  /** Made before the first model is loaded: what is free then can be planned with. */
  private MemoryBudget budget(KldRequest request) {
    if (budget == null) {
      budget =
          MemoryBudget.of(
              library.get(), request.settings(), request.modelOptions(), request::memory);
    }
    return budget;
  }

  private Model load(KldRequest request, Path file) {
    return ModelOpener.load(library.get(), file, budget(request), progress);
  }

  private List<List<ChunkResult>> sideBySide(
      KldRequest request, Model baseline, int[] tokens, AbortSignal abort) {
    try (OpenModels candidates = new OpenModels()) {
      request.candidates().forEach(file -> candidates.add(load(request, file)));
      try (KldPass pass =
          KldPass.open(
              baseline, candidates.models(), request.settings(), request.positions(), abort)) {
        return score(pass, candidates.models().size(), tokens, request.settings(), "kld");
      }
    }
  }

  private List<List<ChunkResult>> oneByOne(
      KldRequest request, Model baseline, int[] tokens, AbortSignal abort) {
    progress.note(
        "the models do not fit in memory together: the baseline's logits go to a file in "
            + request.temporaryDirectory());
    List<List<ChunkResult>> results = new ArrayList<>();
    try (BaselineLogFile logits =
        BaselineLogFile.create(request.temporaryDirectory(), baseline.vocabularySize())) {
      decodeBase(
          request,
          baseline,
          tokens,
          abort,
          (c, r, rows, targets) -> logits.append(rows, targets.length));
      baseline.close();
      for (Path file : request.candidates()) {
        try (Model candidate = load(request, file);
            KldPass pass =
                KldPass.open(
                    logits, List.of(candidate), request.settings(), request.positions(), abort)) {
          results.addAll(score(pass, 1, tokens, request.settings(), "kld " + file.getFileName()));
        }
      }
    }
    return results;
  }

  private List<List<ChunkResult>> againstFile(KldRequest request) {
    try (Interrupt interrupt = new Interrupt();
        KldBaseFile base = KldBaseFile.open(request.baseFile());
        OpenModels candidates = new OpenModels()) {
      request.candidates().forEach(file -> candidates.add(load(request, file)));
      DecodeSettings settings = request.settings();
      int chunks =
          request.chunkLimit() < 0
              ? base.chunkCount()
              : Math.min(request.chunkLimit(), base.chunkCount());
      int[] tokens = Arrays.copyOf(base.tokens(), chunks * base.contextSize());
      try (KldPass pass = KldPass.open(base, candidates.models(), settings, interrupt)) {
        return score(pass, candidates.models().size(), tokens, settings, "kld");
      }
    }
  }

  private void writeBase(KldRequest request, Model baseline, int[] tokens, AbortSignal abort) {
    try (KldBaseWriter writer =
        KldBaseWriter.create(
            request.baseFile(),
            request.settings().contextSize(),
            baseline.vocabularySize(),
            tokens)) {
      decodeBase(
          request,
          baseline,
          tokens,
          abort,
          (c, r, rows, targets) -> writer.append(rows, targets.length));
      writer.finish();
    }
  }

  private void decodeBase(
      KldRequest request,
      Model baseline,
      int[] tokens,
      AbortSignal abort,
      LogitPass.Visitor visitor) {
    int contextSize = request.settings().contextSize();
    int chunks = tokens.length / contextSize;
    try (Stage stage = progress.stage("baseline", StageUnit.chunksOf(contextSize));
        LogitPass pass = LogitPass.open(baseline, request.settings(), request.positions(), abort)) {
      pass.run(
          tokens,
          (chunk, firstRow, logits, targets) -> {
            visitor.rows(chunk, firstRow, logits, targets);
            stage.advanced(chunk + 1L, chunks);
          });
    }
  }

  private List<List<ChunkResult>> score(
      KldPass pass, int candidates, int[] tokens, DecodeSettings settings, String label) {
    List<List<ChunkResult>> results =
        Stream.generate(() -> (List<ChunkResult>) new ArrayList<ChunkResult>())
            .limit(candidates)
            .toList();
    long total = (long) candidates * (tokens.length / settings.contextSize());
    long[] done = new long[1];
    try (Stage stage = progress.stage(label, StageUnit.chunksOf(settings.contextSize()))) {
      pass.run(
          tokens,
          0,
          (candidate, scores) -> {
            results
                .get(candidate)
                .add(
                    new ChunkResult(
                        scores.chunk(),
                        scores.kld(),
                        scores.baseNll(),
                        scores.nll(),
                        scores.sameTop()));
            stage.advanced(++done[0], total);
          });
    }
    return results;
  }

  /** Several models that are closed together. */
  private static final class OpenModels implements AutoCloseable {
    private final List<Model> models = new ArrayList<>();

    void add(Model model) {
      models.add(model);
    }

    List<Model> models() {
      return models;
    }

    @Override
    public void close() {
      models.forEach(Model::close);
    }
  }
}
