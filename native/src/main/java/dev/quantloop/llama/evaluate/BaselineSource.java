package dev.quantloop.llama.evaluate;

import dev.quantloop.llama.model.Context;
import dev.quantloop.llama.score.BaselineLogFile;
import dev.quantloop.llama.score.KldBaseFile;
import dev.quantloop.llama.score.LogitRows;
import dev.quantloop.llama.score.LogitScorer;
import dev.quantloop.llama.score.RowScores;
import java.util.List;

/** Where a pass has the baseline's predictions from. */
interface BaselineSource extends AutoCloseable {
  /** Starts on the steps of a text. */
  Reading read(int[] tokens, List<Context.Step> steps);

  @Override
  void close();

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

  /** llama-perplexity's file of base log-probabilities, scored with its arithmetic. */
  final class FromKldFile implements BaselineSource {
    private final KldBaseFile file;

    FromKldFile(KldBaseFile file) {
      this.file = file;
    }

    @Override
    public Reading read(int[] tokens, List<Context.Step> steps) {
      int first = ScoredPositions.SECOND_HALF.first(file.contextSize());
      return (scorer, step, i, candidate, targets, into) ->
          scorer.score(
              file,
              step.firstChunk() + i,
              candidate,
              targets,
              into,
              step.firstScored(first) - first);
    }

    @Override
    public void close() {}
  }

  /** The baseline's logits as an earlier pass wrote them, all scored rows of chunk 0, 1, …. */
  final class FromLogFile implements BaselineSource {
    private final BaselineLogFile file;
    private final int contextSize;
    private final ScoredPositions positions;

    FromLogFile(BaselineLogFile file, int contextSize, ScoredPositions positions) {
      this.file = file;
      this.contextSize = contextSize;
      this.positions = positions;
    }

    @Override
    public Reading read(int[] tokens, List<Context.Step> steps) {
      int first = positions.first(contextSize);
      return (scorer, step, i, candidate, targets, into) -> {
        int firstRow = step.firstScored(first) - first;
        long row = (long) (step.firstChunk() + i) * positions.count(contextSize) + firstRow;
        scorer.score(file.read(row, targets.length), candidate, targets, into, firstRow);
      };
    }

    @Override
    public void close() {}
  }
}
