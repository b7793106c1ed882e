package dev.quantloop.app.engine;

import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * A text that models are evaluated on.
 *
 * @param tokens of the chunks that are left
 * @param firstChunk chunks that have been scored before
 * @param chunks of the whole text
 * @param places says where a chunk is from, by its number in the whole text
 */
public record EvaluatedText(int[] tokens, int firstChunk, int chunks, IntFunction<String> places) {
  String place(int chunk) {
    return places.apply(chunk);
  }

  /** The tokens of a chunk that is left. */
  int[] tokensOf(int chunk) {
    int size = tokens.length / (chunks - firstChunk);
    int start = (chunk - firstChunk) * size;
    return Arrays.copyOfRange(tokens, start, start + size);
  }
}
