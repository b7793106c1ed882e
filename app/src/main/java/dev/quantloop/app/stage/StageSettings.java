package dev.quantloop.app.stage;

import dev.quantloop.app.UserException;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.llama.evaluate.ScoredPositions;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.ModelOptions;
import java.util.Arrays;

/**
 * How a text is run through models.
 *
 * @param firstChunk chunks of the text passed over
 * @param chunkLimit chunks used at most; negative for all
 */
public record StageSettings(
    DecodeSettings decode,
    ModelOptions model,
    ScoredPositions positions,
    int firstChunk,
    int chunkLimit) {
  /** Shorter chunks are possible, but tell nothing. */
  private static final int LEAST_HELPFUL_CONTEXT = 16;

  public int contextSize() {
    return decode.contextSize();
  }

  /** Chunk after chunk, so that none is spoilt by another that is decoded with it. */
  public StageSettings apart() {
    return new StageSettings(
        decode.withBatchSize(Math.min(decode.batchSize(), contextSize())),
        model,
        positions,
        firstChunk,
        chunkLimit);
  }

  /** The same with chunks of another size. */
  StageSettings withContextSize(int size) {
    return new StageSettings(
        new DecodeSettings(
            size,
            decode.batchSize(),
            decode.ubatchSize(),
            decode.threads(),
            decode.flashAttention()),
        model,
        positions,
        firstChunk,
        chunkLimit);
  }

  /** The tokens that are passed over. */
  long skippedTokens() {
    return (long) firstChunk * contextSize();
  }

  /** The tokens up to the end of the chosen chunks, of a text that has them; else all. */
  long tokensToRead(int leastChunks) {
    return chunkLimit < 0
        ? Long.MAX_VALUE
        : ((long) firstChunk + Math.max(chunkLimit, leastChunks)) * contextSize();
  }

  /**
   * The tokens of the chosen chunks.
   *
   * @param tokens of the text after those that are passed over, as far as they are to be read
   * @param read how many were read, with those that are passed over
   * @param text the text, for the error
   * @param leastChunks fewer are an error
   * @throws UserException when the text is too short, with the tokens it has and the tokens needed
   */
  int[] chunks(int[] tokens, long read, PromptText text, int leastChunks) {
    long needed = ((long) firstChunk + leastChunks) * contextSize();
    if (read < needed) {
      throw new UserException(
          "%s %s %s, but %d are needed: %s of %d tokens%s%s"
              .formatted(
                  text.name(),
                  Numbers.verb(text.files().size(), "has", "have"),
                  Numbers.amount(read, "token"),
                  needed,
                  leastChunks == 1 ? "one chunk" : Numbers.amount(leastChunks, "chunk"),
                  contextSize(),
                  firstChunk == 0 ? "" : " after the first " + firstChunk,
                  advice(read, leastChunks)));
    }
    int available = tokens.length / contextSize();
    int chunks = chunkLimit < 0 ? available : Math.min(chunkLimit, available);
    return Arrays.copyOf(tokens, chunks * contextSize());
  }

  /** Which option would leave enough text, if any would. */
  private String advice(long tokens, int leastChunks) {
    if (firstChunk > 0 && tokens >= (long) leastChunks * contextSize()) {
      return " (a smaller --chunk needs less)";
    }
    return tokens < (firstChunk + (long) leastChunks) * LEAST_HELPFUL_CONTEXT
        ? ""
        : " (a smaller -c needs less)";
  }
}
