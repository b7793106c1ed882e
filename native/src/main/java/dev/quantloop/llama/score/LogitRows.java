package dev.quantloop.llama.score;

import java.nio.FloatBuffer;

/**
 * Rows of logits, one a position, each of the vocabulary's size, that several threads may read at
 * once. Log-probabilities serve as well: scoring does not depend on a row's offset.
 */
@FunctionalInterface
public interface LogitRows {
  /** Copies {@code count} logits of {@code row} from {@code column} on to the start of an array. */
  void copy(int row, int column, float[] into, int count);

  /** The rows of a buffer, {@code [rows][vocabulary]} row by row from its position 0. */
  static LogitRows of(FloatBuffer logits, int vocabularySize) {
    FloatBuffer view = logits.duplicate();
    return (row, column, into, count) ->
        view.get(Math.addExact(Math.multiplyExact(row, vocabularySize), column), into, 0, count);
  }
}
