package dev.quantloop.app.stage;

import dev.quantloop.app.UserException;
import dev.quantloop.app.engine.EvaluatedText;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.Remedy;
import dev.quantloop.llama.hdf5.LogitChunks;
import dev.quantloop.llama.hdf5.LogitsFile;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.model.ModelOptions;
import dev.quantloop.llama.model.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A baseline's logits in llama-gguf-optimize's file, with the text that they are of: the file's own
 * tokens where it has them, else those of a text that is cut as llama-gguf-optimize cuts it.
 *
 * @param chunks the file's numbers of the chunks that are evaluated
 * @param tokens of these, one chunk after the other
 */
record LogitsBaseline(LogitsFile file, int[] chunks, int[] tokens) {
  /** Whether a file of a baseline is one of these. */
  static boolean is(Path file) {
    return LogitsFile.isHdf5(file);
  }

  /**
   * The settings for the file's chunks, which are shorter than its context.
   *
   * @param given those whose context is the file's
   */
  static StageSettings settings(Path path, Path candidate, StageSettings given) {
    try (LogitsFile file = LogitsFile.open(path)) {
      if (given.contextSize() != file.contextSize()) {
        throw new LlamaException(
            "%s was computed with a context of %d tokens, not %d"
                .formatted(path, file.contextSize(), given.contextSize()),
            Remedy.MATCH_CONTEXT_SIZE);
      }
      int length =
          file.tokens()
              .map(tokens -> length(tokens, file))
              .orElseGet(() -> LogitChunks.of(file.contextSize(), candidate).length());
      return given.withContextSize(length);
    }
  }

  /** Tokens of the chunks that are there. */
  private static int length(int[] tokens, LogitsFile file) {
    return Arrays.stream(file.chunks())
        .map(chunk -> tokens(tokens, chunk, file.contextSize()).length)
        .max()
        .orElse(file.contextSize());
  }

  private static int[] tokens(int[] all, int chunk, int contextSize) {
    int start = chunk * contextSize;
    return Arrays.stream(all, start, start + contextSize).takeWhile(id -> id >= 0).toArray();
  }

  /**
   * Takes the chunks whose logits are there and that are whole.
   *
   * @param candidate a model of the vocabulary
   * @param text that the logits are of; empty where the file has the tokens
   */
  static LogitsBaseline read(
      LogitsFile file, Path candidate, Optional<PromptText> text, CommandEngine command) {
    int length = command.engine().settings().contextSize();
    IntFunction<int[]> own =
        file.tokens()
            .<IntFunction<int[]>>map(all -> chunk -> tokens(all, chunk, file.contextSize()))
            .orElse(null);
    if (own == null && text.isEmpty()) {
      throw new UserException(
          file.path() + " does not hold its text: give the text that it was made of, with -f TEXT");
    }
    IntFunction<int[]> tokens = text.isEmpty() ? own : ofText(file, candidate, text.get(), command);
    int[] chunks =
        Arrays.stream(file.chunks())
            .filter(chunk -> tokens.apply(chunk).length == length)
            .toArray();
    if (own != null) {
      for (int chunk : chunks) {
        if (!Arrays.equals(own.apply(chunk), tokens.apply(chunk))) {
          throw new UserException(
              "%s was made of another text than %s, or with another vocabulary"
                  .formatted(file.path(), text.orElseThrow().name()));
        }
      }
    }
    int[] all = Arrays.stream(chunks).mapToObj(tokens).flatMapToInt(Arrays::stream).toArray();
    return new LogitsBaseline(file, chunks, all);
  }

  private static IntFunction<int[]> ofText(
      LogitsFile file, Path candidate, PromptText text, CommandEngine command) {
    LogitChunks layout = LogitChunks.of(file.contextSize(), candidate);
    try (Model vocabulary =
        Model.load(command.engine().library(), candidate, ModelOptions.VOCABULARY)) {
      int[] ids = text.tokens(vocabulary, command);
      int count = ids.length == 0 ? 0 : layout.count(ids.length);
      if (count != file.chunkCount()) {
        throw new UserException(
            "%s was made of another text: it has %s, %s has %d"
                .formatted(
                    file.path(), Numbers.amount(file.chunkCount(), "chunk"), text.name(), count));
      }
      Tokenizer tokenizer = vocabulary.tokenizer();
      int whole = layout.whole(ids.length);
      int[] all = layout.tokens(ids, IntStream.range(0, whole).toArray(), tokenizer);
      int length = layout.length();
      return chunk ->
          chunk < whole
              ? Arrays.copyOfRange(all, chunk * length, (chunk + 1) * length)
              : new int[0];
    }
  }

  /** The first chunks alone. */
  LogitsBaseline limited(int limit) {
    if (limit < 0 || limit >= chunks.length) {
      return this;
    }
    int length = tokens.length / chunks.length;
    return new LogitsBaseline(
        file, Arrays.copyOf(chunks, limit), Arrays.copyOf(tokens, limit * length));
  }

  EvaluatedText text(EvaluatedText.Aside aside) {
    return new EvaluatedText(
        tokens,
        0,
        chunks.length,
        chunk -> "chunk %d of %s".formatted(chunks[chunk], file.path()),
        aside);
  }
}
