package dev.quantloop.llama.evaluate;

import dev.quantloop.llama.model.Context;
import dev.quantloop.llama.score.LogitRows;
import dev.quantloop.llama.score.LogitScorer;
import dev.quantloop.llama.score.RowScores;
import java.util.List;

/** Where a pass has the baseline's predictions from. */
interface BaselineSource extends AutoCloseable {
  /** Starts on the steps of a text. */
  Reading read(int[] tokens, List<Context.Step> steps);

  @Override
  default void close() {}

  /** The baseline's predictions on one text, step by step. */
  @FunctionalInterface
  interface Reading extends AutoCloseable {
    /** Makes the rows of the next step ready. */
    default void advance(Context.Step step) {}

    /** Scores the candidate's rows of the step's i-th chunk. */
    void score(
        LogitScorer scorer,
        Context.Step step,
        int i,
        LogitRows candidate,
        int[] targets,
        RowScores into);

    /** Says that the step's rows are no longer used. */
    default void release() {}

    @Override
    default void close() {}
  }
}
