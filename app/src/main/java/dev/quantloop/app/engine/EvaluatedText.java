package dev.quantloop.app.engine;

import dev.quantloop.llama.NotFiniteException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * A text that models are evaluated on.
 *
 * @param tokens of the chunks that are left
 * @param firstChunk chunks that have been scored before
 * @param chunks of the whole text
 * @param places says where a chunk is from, by its number in the whole text
 * @param aside what becomes of chunks on which logits are not finite
 */
public record EvaluatedText(
    int[] tokens, int firstChunk, int chunks, IntFunction<String> places, Aside aside) {
  /** Chunks of a text that count for nothing, by their numbers in the whole text. */
  public interface Aside {
    /** None ever are. */
    Aside NONE =
        new Aside() {
          @Override
          public boolean holds(int chunk) {
            return false;
          }

          @Override
          public boolean put(int chunk, Optional<String> candidate, NotFiniteException reason) {
            return false;
          }
        };

    /** Whether a chunk is among them. */
    boolean holds(int chunk);

    /**
     * Asked where the logits of a chunk are not finite.
     *
     * @param candidate whose; empty where the baseline's are
     * @return whether the work goes on without the chunk
     */
    boolean put(int chunk, Optional<String> candidate, NotFiniteException reason);
  }

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
