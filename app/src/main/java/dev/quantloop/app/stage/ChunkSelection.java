package dev.quantloop.app.stage;

import dev.quantloop.app.UserException;
import java.util.Arrays;

/**
 * Which chunks of a text are used.
 *
 * @param contextSize tokens a chunk
 * @param firstChunk chunks passed over at the beginning
 * @param limit chunks used at most; negative for all
 * @param leastChunks fewer are an error
 */
public record ChunkSelection(int contextSize, int firstChunk, int limit, int leastChunks) {

  /**
   * The tokens of the chosen chunks.
   *
   * @param tokens of the whole text
   * @param name of the text, for the error
   * @throws UserException when the text is too short, with the tokens it has and the tokens needed
   */
  public int[] of(int[] tokens, String name) {
    long needed = (long) (firstChunk + leastChunks) * contextSize;
    if (tokens.length < needed) {
      throw new UserException(
          "%s has %d tokens, but %d are needed: %s of %d tokens%s (a smaller -c needs less)"
              .formatted(
                  name,
                  tokens.length,
                  needed,
                  leastChunks == 1 ? "one chunk" : leastChunks + " chunks",
                  contextSize,
                  firstChunk == 0 ? "" : " after the first " + firstChunk));
    }
    int available = tokens.length / contextSize - firstChunk;
    int chunks = limit < 0 ? available : Math.min(limit, available);
    return Arrays.copyOfRange(
        tokens, firstChunk * contextSize, (firstChunk + chunks) * contextSize);
  }
}
