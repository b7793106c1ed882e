package dev.quantloop.app.stage;

import dev.quantloop.app.UserException;
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
  public int contextSize() {
    return decode.contextSize();
  }

  /**
   * The tokens of the chosen chunks.
   *
   * @param tokens of the whole text
   * @param text its name, for the error
   * @param leastChunks fewer are an error
   * @throws UserException when the text is too short, with the tokens it has and the tokens needed
   */
  int[] chunks(int[] tokens, String text, int leastChunks) {
    long needed = (long) (firstChunk + leastChunks) * contextSize();
    if (tokens.length < needed) {
      throw new UserException(
          "%s has %d tokens, but %d are needed: %s of %d tokens%s (a smaller -c needs less)"
              .formatted(
                  text,
                  tokens.length,
                  needed,
                  leastChunks == 1 ? "one chunk" : leastChunks + " chunks",
                  contextSize(),
                  firstChunk == 0 ? "" : " after the first " + firstChunk));
    }
    int available = tokens.length / contextSize() - firstChunk;
    int chunks = chunkLimit < 0 ? available : Math.min(chunkLimit, available);
    return Arrays.copyOfRange(
        tokens, firstChunk * contextSize(), (firstChunk + chunks) * contextSize());
  }
}
