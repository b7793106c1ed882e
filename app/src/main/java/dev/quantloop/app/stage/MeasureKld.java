package dev.quantloop.app.stage;

import dev.quantloop.app.UserException;
import dev.quantloop.app.console.Console;
import dev.quantloop.app.engine.ChunkResults;
import dev.quantloop.app.engine.Engine;
import dev.quantloop.app.engine.EvaluatedText;
import dev.quantloop.app.engine.KldEvaluation;
import dev.quantloop.app.engine.LoadedBaseline;
import dev.quantloop.app.engine.QuarantinedChunk;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.evaluate.StoredBaseline;
import dev.quantloop.llama.hdf5.LogitsFile;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.score.KldBaseWriter;
import dev.quantloop.llama.score.LogitScorer;
import dev.quantloop.tracker.record.ChunkResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Scores candidates against a baseline, or against llama-perplexity's file of one. */
public record MeasureKld(
    Console console, Supplier<LlamaLibrary> library, Consumer<QuarantinedChunk> quarantine) {
  /**
   * @param quarantine told of chunks that are put aside for all candidates because what one model
   *     computes on them is not finite; null to end there
   */
  public MeasureKld {}

  public MeasureKld(Console console, Supplier<LlamaLibrary> library) {
    this(console, library, null);
  }

  /**
   * What is to be compared with what.
   *
   * @param baseModel the baseline, or null where a file stands for it
   * @param baseFile a file of the baseline's log-probabilities or logits, or null; with a base
   *     model it is written in llama-perplexity's format, else it is read
   * @param candidates models to score; empty when only the file is to be written
   * @param texts to evaluate on; unused when a file is read that holds its tokens
   * @param parseSpecial take names of special tokens in the texts for these tokens
   * @param temporaryDirectory for the baseline's logits, when not all models fit in memory
   * @param memory bytes that models and contexts may take together
   */
  public record Request(
      Path baseModel,
      Path baseFile,
      List<Path> candidates,
      List<Path> texts,
      boolean parseSpecial,
      StageSettings settings,
      Path temporaryDirectory,
      long memory) {
    /** With the chunk size of a file of logits, which is not its context size. */
    private Request forChunksOfFile() {
      if (baseModel != null || !LogitsBaseline.is(baseFile)) {
        return this;
      }
      return new Request(
          null,
          baseFile,
          candidates,
          texts,
          parseSpecial,
          LogitsBaseline.settings(baseFile, candidates.get(0), settings),
          temporaryDirectory,
          memory);
    }
  }

  /** The chunks of each candidate, in the order of the request. */
  public List<List<ChunkResult>> run(Request given) {
    Request request = given.forChunksOfFile();
    // Every model is checked before the first is loaded.
    Stream.concat(request.candidates().stream(), Stream.ofNullable(request.baseModel()))
        .forEach(
            model -> CommandEngine.check(model, request.settings().decode(), request.memory()));
    PromptText text =
        request.baseModel() == null
                && (request.texts().isEmpty() || !LogitsBaseline.is(request.baseFile()))
            ? null
            : PromptText.of(request.texts(), request.parseSpecial(), console::warn);
    if (request.baseModel() != null && request.baseFile() != null) {
      OutputFile.requireWritable(
          request.baseFile(),
          Stream.of(request.candidates(), request.texts(), List.of(request.baseModel()))
              .flatMap(List::stream)
              .toList());
    }
    if (text != null && request.baseFile() == null) {
      LogitScorer.warmUp();
    }
    try (CommandEngine command =
        new CommandEngine(console.progress(), library.get(), request.settings(), request::memory)) {
      if (quarantine != null) {
        command.quarantine(
            request.settings().firstChunk(),
            text == null ? request.baseFile().toString() : text.name());
      }
      List<List<ChunkResult>> results = command.withRoom(() -> run(request, text, command));
      return command.quarantined().isEmpty() ? results : remaining(results, command);
    }
  }

  private List<List<ChunkResult>> remaining(
      List<List<ChunkResult>> results, CommandEngine command) {
    Map<Integer, QuarantinedChunk> aside = command.quarantined();
    aside.values().forEach(quarantine);
    List<List<ChunkResult>> remaining =
        results.stream()
            .map(chunks -> chunks.stream().filter(one -> !aside.containsKey(one.chunk())).toList())
            .toList();
    remaining.forEach(chunks -> command.requireLeft(chunks.size()));
    return remaining;
  }

  private static List<List<ChunkResult>> run(
      Request request, PromptText text, CommandEngine command) {
    if (request.baseModel() == null) {
      return LogitsBaseline.is(request.baseFile())
          ? againstLogits(request, text, command)
          : againstFile(request, command);
    }
    try (LoadedBaseline baseline =
        new LoadedBaseline(command.engine(), request.baseModel(), false, false)) {
      command.warnOfLongContext(baseline.model());
      EvaluatedText evaluated =
          text.evaluated(
              baseline.model(), request.settings(), QuarantinedChunk.LEAST_EVALUATED, command);
      if (request.baseFile() == null) {
        CandidateScores scored =
            new CandidateScores(command.engine(), request.candidates(), evaluated);
        try (KldEvaluation evaluation =
            new KldEvaluation(command.engine(), baseline, request.temporaryDirectory())) {
          evaluation.run(scored.text(), scored.candidates(), scored::listener);
        }
        return scored.results();
      }
      writeBase(request, command.engine(), baseline.model(), evaluated);
    }
    return request.candidates().isEmpty() ? List.of() : againstFile(request, command);
  }

  private static void writeBase(
      Request request, Engine engine, Model baseline, EvaluatedText text) {
    try (KldBaseWriter writer =
        KldBaseWriter.create(
            request.baseFile(),
            request.settings().contextSize(),
            baseline.vocabularySize(),
            text.tokens())) {
      KldEvaluation.decode(
          engine,
          baseline,
          text,
          (chunk, firstRow, rows, targets) -> writer.append(rows, targets.length));
      writer.finish();
    }
  }

  private static List<List<ChunkResult>> againstFile(Request request, CommandEngine command) {
    Engine engine = command.engine();
    try (StoredBaseline base = StoredBaseline.open(request.baseFile())) {
      int limit = request.settings().chunkLimit();
      int chunks = limit < 0 ? base.chunkCount() : Math.min(limit, base.chunkCount());
      int[] tokens =
          Arrays.stream(base.chunks())
              .limit(chunks)
              .flatMap(chunk -> Arrays.stream(base.tokens(chunk).orElseThrow()))
              .toArray();
      EvaluatedText text =
          new EvaluatedText(
              tokens, 0, chunks, chunk -> "chunk %d of %s".formatted(chunk, base.path()), command);
      CandidateScores scored = new CandidateScores(engine, request.candidates(), text);
      KldEvaluation.run(
          engine, base, base.chunks(), scored.text(), scored.candidates(), scored::listener);
      return scored.results();
    }
  }

  private static List<List<ChunkResult>> againstLogits(
      Request request, PromptText text, CommandEngine command) {
    try (LogitsFile file = LogitsFile.open(request.baseFile())) {
      LogitsBaseline base =
          LogitsBaseline.read(
              file, request.candidates().get(0), Optional.ofNullable(text), command);
      if (base.chunks().length == 0) {
        throw new UserException(file.path() + " does not have the logits of one whole chunk");
      }
      if (base.chunks().length < file.chunkCount()) {
        command.warning(
            "%s has the logits of %d whole chunks of %d"
                .formatted(file.path(), base.chunks().length, file.chunkCount()));
      }
      base = base.limited(request.settings().chunkLimit());
      return score(base, request, command);
    }
  }

  private static List<List<ChunkResult>> score(
      LogitsBaseline base, Request request, CommandEngine command) {
    CandidateScores scored =
        new CandidateScores(command.engine(), request.candidates(), base.text(command));
    command.numberChunks(base.chunks());
    KldEvaluation.run(
        command.engine(),
        new StoredBaseline.OfLogits(base.file()),
        base.chunks(),
        scored.text(),
        scored.candidates(),
        scored::listener);
    return scored.results().stream()
        .map(
            chunks -> chunks.stream().map(one -> one.numbered(base.chunks()[one.chunk()])).toList())
        .toList();
  }

  /** What candidates in files score on a text. */
  private record CandidateScores(
      Engine engine, List<Path> files, EvaluatedText text, List<List<ChunkResult>> results) {
    CandidateScores(Engine engine, List<Path> files, EvaluatedText text) {
      this(
          engine,
          files,
          text,
          files.stream().<List<ChunkResult>>map(file -> new ArrayList<>()).toList());
    }

    List<KldEvaluation.Candidate> candidates() {
      return files.stream()
          .map(
              file ->
                  new KldEvaluation.Candidate(
                      file.getFileName().toString(),
                      file,
                      () -> engine.load(file),
                      (model, mayStay) -> model.close()))
          .toList();
    }

    KldEvaluation.Listener listener(List<Integer> scored, ProgressListener progress) {
      long total = (long) scored.size() * text.chunks();
      long[] done = new long[1];
      progress.advanced(0, total);
      return (i, scores) -> {
        results.get(scored.get(i)).add(ChunkResults.of(scores));
        progress.advanced(++done[0], total);
      };
    }
  }
}
