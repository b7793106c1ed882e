package dev.quantloop.app.chunktext;

import dev.quantloop.app.UserException;
import dev.quantloop.app.corpus.TokenText;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.model.ModelOptions;
import dev.quantloop.llama.model.Tokenizer;
import dev.quantloop.tracker.record.ChunkResult;
import dev.quantloop.tracker.record.Evaluation;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ModelFile;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.ChunkScore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Turns evaluation chunks back into text, with the model's vocabulary; no weights are loaded. */
public final class ReadChunkTexts {
  private final Tracker tracker;
  private final Experiment experiment;
  private final Supplier<LlamaLibrary> library;

  public ReadChunkTexts(Tracker tracker, Experiment experiment, Supplier<LlamaLibrary> library) {
    this.tracker = tracker;
    this.experiment = experiment;
    this.library = library;
  }

  /**
   * @param chunks of the quant's distribution
   * @throws UserException when a file that it takes is gone or another
   */
  public List<ChunkText> read(Quant quant, List<ChunkScore> chunks) {
    ModelFile model = tracker.experiments().model(experiment);
    Path file = vocabularyFile(model, quant);
    EvaluationText tokens = EvaluationText.of(tracker, experiment);
    tokens.requireRecorded();
    try (Model vocabulary = Model.load(library.get(), file, ModelOptions.VOCABULARY)) {
      requireSame(model, vocabulary);
      return chunks.stream()
          .map(
              chunk ->
                  text(
                      vocabulary.tokenizer(),
                      tokens.tokens(chunk.set(), chunk.chunk()),
                      divergence(quant, chunk)))
          .toList();
    }
  }

  /** A quantized file has the vocabulary of the model that it was made of. */
  private Path vocabularyFile(ModelFile model, Quant quant) {
    return Stream.of(model.path(), quant.file())
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "there is no vocabulary to show text with: put the model back at "
                        + model.path()));
  }

  private static void requireSame(ModelFile model, Model vocabulary) {
    if (vocabulary.vocabularySize() != model.vocabularySize()) {
      throw new UserException(
          "%s is another model now: its vocabulary has %d tokens, not %d"
              .formatted(vocabulary.file(), vocabulary.vocabularySize(), model.vocabularySize()));
    }
  }

  private float[] divergence(Quant quant, ChunkScore chunk) {
    Evaluation evaluation = tracker.evaluations().find(quant.id(), chunk.set().id()).orElseThrow();
    return tracker
        .evaluations()
        .chunk(evaluation.id(), chunk.chunk())
        .map(ChunkResult::kld)
        .orElseThrow();
  }

  /** Whichever positions are scored, they predict the last tokens of the chunk. */
  private static ChunkText text(Tokenizer tokenizer, int[] tokens, float[] kld) {
    TokenText text = TokenText.of(tokenizer.pieces(tokens));
    int end = text.text().codePointCount(0, text.text().length());
    List<Integer> starts = text.starts();
    List<ChunkText.ScoredToken> scored = new ArrayList<>();
    int first = tokens.length - kld.length;
    for (int i = 0; i < kld.length; i++) {
      int start = starts.get(first + i);
      int next = first + i + 1 < tokens.length ? starts.get(first + i + 1) : end;
      // The parts of a character all stand for the whole of it.
      scored.add(
          new ChunkText.ScoredToken(start, Math.min(end, Math.max(start + 1, next)), kld[i]));
    }
    return new ChunkText(text.text(), scored);
  }
}
